// Tells the style sheet that scripts run, and starts GOV.UK's components; without scripts every page works as it is.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
const { initAll } = await import(document.querySelector("meta[name=minben-components]").content);
initAll();
