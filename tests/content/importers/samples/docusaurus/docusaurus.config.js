export default {title: "Docusaurus", url: "https://docusaurus.io", baseUrl: "/", i18n: {defaultLocale: "en"}};
