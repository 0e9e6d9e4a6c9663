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
  details: "Pour le propriétaire du site",
  connecting: "Connexion…",
  asking: "Votre navigateur demande l’accès au microphone. Acceptez, pour que l’on vous entende.",
  calling: "Appel en cours…",
  ringing: "Ça sonne…",
  active: "En communication",
  muted: "Votre micro est coupé",
  held: "Vous êtes en attente",
  interrupted: "Le son est interrompu…",
  ended: "Appel terminé",
  left: "Votre correspondant a raccroché",
  failed: "Pas d’appel",
  unreachable:
    "Le service téléphonique est injoignable. Vérifiez votre connexion à internet, puis rappelez.",
  timeout: "Personne n’a répondu. Rappelez plus tard.",
  credentials:
    "Le service téléphonique n’a pas accepté cette page. Rechargez-la et rappelez ; si cela ne suffit pas, prévenez le propriétaire du site.",
  busy: "La ligne est occupée. Rappelez dans quelques minutes.",
  declined: "L’appel a été refusé. Rappelez plus tard.",
  unavailable: "Personne n’est là pour répondre. Rappelez plus tard.",
  media: "Le son ne passe pas. Désactivez un VPN ou essayez un autre réseau, puis rappelez.",
  microphoneDenied:
    "Le microphone est bloqué. Autorisez-le dans les réglages à côté de la barre d’adresse, puis rappelez.",
  microphonePolicy: "Cette page s’interdit elle-même le microphone. Prévenez le propriétaire du site.",
  microphoneSystem:
    "Votre appareil ne laisse le microphone à aucun navigateur. Autorisez-le dans les réglages de confidentialité de l’appareil, puis rappelez.",
  microphoneMissing: "Aucun microphone n’a été trouvé. Branchez-en un, puis rappelez.",
  microphoneBusy: "Un autre programme utilise le microphone. Fermez ce programme, puis rappelez.",
  microphoneLost: "Le microphone a disparu et l’on ne vous entend plus. Rebranchez-le ou choisissez-en un autre.",
  insecurePage:
    "À cette adresse, une page n’a pas droit au microphone. Ouvrez-la avec https: au début, puis rappelez.",
  noTones: "Votre correspondant ne reçoit pas les touches du clavier. Dites-le de vive voix.",
  setup:
    "Ce bouton est mal réglé. Prévenez le propriétaire du site, qui trouvera la raison ci-dessous.",
  load: "Le téléphone n’a pas pu être chargé. Rechargez la page ; si cela ne suffit pas, prévenez le propriétaire du site.",
  crashed: "Le téléphone s’est arrêté. Rechargez la page et rappelez.",
  removed: "La page a retiré le téléphone, et l’appel a pris fin. Rappelez si vous n’aviez pas fini.",
  occupied: "Un appel est déjà en cours. Raccrochez d’abord ici, puis appelez là-bas.",
  service:
    "Le service téléphonique n’a pas pu le faire. Rappelez plus tard ; si cela persiste, prévenez le propriétaire du site.",
};
