// Somebody else's readers of SD-JWT VC and of status lists: reads {token, jwks, lists} on standard input.
import { readFileSync } from "node:fs";
import { createPublicKey, verify as check } from "node:crypto";
import { digest, ES256 } from "@sd-jwt/crypto-nodejs";
import { SDJwtVcInstance } from "@sd-jwt/sd-jwt-vc";
import { getListFromStatusListJWT } from "@sd-jwt/jwt-status-list";

const given = JSON.parse(readFileSync(0, "utf8"));
const header = JSON.parse(Buffer.from(given.token.split(".")[0], "base64url"));
const jwk = given.jwks.keys.find((key) => key.kid === header.kid);
const listKey = (jwt) => {
  const kid = JSON.parse(Buffer.from(jwt.split(".")[0], "base64url")).kid;
  return given.jwks.keys.find((key) => key.kid === kid);
};
const asked = [];
const reader = new SDJwtVcInstance({
  hasher: digest,
  verifier: await ES256.getVerifier(jwk),
  statusListFetcher: async (uri) => {
    asked.push(uri);
    return given.lists[uri];
  },
  statusVerifier: async (data, signature) => {
    const key = createPublicKey({ key: listKey(given.lists[asked[0]]), format: "jwk" });
    const bytes = Buffer.from(signature, "base64url");
    return check("sha256", Buffer.from(data), { key, dsaEncoding: "ieee-p1363" }, bytes);
  },
  statusValidator: async () => {},
});
try {
  const { payload } = await reader.verify(given.token);
  const place = payload.status.status_list;
  const list = getListFromStatusListJWT(given.lists[place.uri]);
  console.log(JSON.stringify({ payload, asked, status: list.getStatus(place.idx) }));
} catch (error) {
  console.log(JSON.stringify({ error: String(error.message ?? error) }));
}
