// What the element says, in French.

/** @type {import("../words.js").Words} */
export const fr = {
  call: "Appeler",
  callAgain: "Rappeler",
  close: "Fermer",
  hangUp: "Raccrocher",
  mute: "Couper le micro",
  keypad: "Clavier",
  star: "étoile",
  hash: "dièse",
  microphone: "Microphone",
  choose: "Choisir un microphone",
  details: "Pour le propriétaire du site",
  connecting: "Connexion…",
  asking: "Votre navigateur demande à utiliser votre micro. Autorisez-le pour que l’on vous entende.",
  calling: "Appel en cours…",
  ringing: "Ça sonne…",
  active: "En communication",
  muted: "Votre micro est coupé",
  held: "Vous êtes en attente",
  interrupted: "Le son est coupé…",
  ended: "Appel terminé",
  left: "Votre correspondant a raccroché",
  failed: "L’appel n’a pas abouti",
  unreachable: "Le service téléphonique est injoignable. Vérifiez votre connexion à internet, puis rappelez.",
  timeout: "Personne n’a répondu. Réessayez plus tard.",
  credentials:
    "Le service téléphonique n’a pas accepté cette page. Rechargez-la et rappelez ; si cela ne suffit pas, prévenez le propriétaire du site.",
  busy: "La ligne est occupée. Réessayez dans quelques minutes.",
  declined: "L’appel a été refusé. Réessayez plus tard.",
  unavailable: "Personne n’est disponible pour le moment. Réessayez plus tard.",
  media: "Le son ne passe pas. Désactivez votre VPN ou essayez un autre réseau, puis rappelez.",
  microphoneDenied:
    "Votre micro est bloqué. Autorisez-le dans les réglages à côté de la barre d’adresse, puis rappelez.",
  microphonePolicy: "Cette page n’a pas le droit d’utiliser un micro. Prévenez le propriétaire du site.",
  microphoneSystem:
    "Votre appareil ne laisse aucun navigateur utiliser le micro. Autorisez-le dans les réglages de confidentialité de l’appareil, puis rappelez.",
  microphoneMissing: "Aucun micro n’a été trouvé. Branchez-en un, puis rappelez.",
  microphoneBusy: "Un autre programme utilise votre micro. Fermez-le, puis rappelez.",
  microphoneLost:
    "Votre micro n’est plus là et personne ne vous entend. Branchez-en un ou autorisez-le de nouveau, puis choisissez-le ci-dessous.",
  insecurePage:
    "Les navigateurs ne donnent le micro qu’aux pages sécurisées. Ouvrez celle-ci avec https: au début, puis rappelez.",
  noTones: "Votre correspondant n’entend pas le clavier. Dites-le de vive voix.",
  setup: "Ce bouton est mal configuré. Prévenez le propriétaire du site ; la raison est indiquée ci-dessous.",
  load: "Le téléphone n’a pas pu être chargé. Rechargez la page ; si cela ne suffit pas, prévenez le propriétaire du site.",
  crashed: "Le téléphone s’est arrêté. Rechargez la page et rappelez.",
  removed: "La page a retiré le téléphone et l’appel a pris fin. Rappelez si vous n’aviez pas terminé.",
  occupied: "Vous êtes déjà en communication. Raccrochez ici avant d’appeler là-bas.",
  service:
    "Une erreur s’est produite. Rappelez plus tard ; si cela se répète, prévenez le propriétaire du site.",
};
