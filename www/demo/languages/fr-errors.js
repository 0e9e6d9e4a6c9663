// Every way to fail, in French: what happened, and what to do next. The kinds are those of the package, but for the one of its
// element, which this page has not.

/** @type {Record<Exclude<import("../../bellwire/index.js").SipErrorKind, "removed">, [string, string]>} */
export default {
  unreachable: [
    "Le serveur SIP n’a pas pu être joint ; le navigateur ne dit pas pourquoi",
    "Vérifiez dans cet ordre : le certificat (ouvrez https://hôte:port du serveur dans un onglet) ; le port et le" +
      " chemin de l’adresse ; que le serveur parle le sous-protocole WebSocket « sip » ; qu’une page en https:" +
      " utilise wss:, pas ws: ; la question du navigateur sur le réseau local ; un délai d’inactivité dans un" +
      " proxy en chemin.",
  ],
  subprotocol: [
    "Le serveur parle WebSocket, mais n’a pas accepté le sous-protocole « sip »",
    "Vérifiez le port et le chemin de l’adresse, et que SIP sur WebSocket y est activé.",
  ],
  transport: [
    "La connexion au serveur SIP est perdue",
    "Le téléphone se reconnecte tout seul ; réessayez ensuite.",
  ],
  maybeTooLarge: [
    "Le serveur a fermé la connexion juste après un long message, peut-être trop long pour lui",
    "Demandez à qui gère le serveur d’accepter des messages plus longs (Kamailio : tcp_rd_buf_size ; OpenSIPS :" +
      " ws_max_msg_chunks et wss_max_msg_chunks).",
  ],
  timeout: [
    "Personne n’a répondu à temps",
    "Réessayez plus tard ; si cela dure, demandez à qui gère le serveur si les requêtes y arrivent.",
  ],
  credentials: [
    "L’identifiant ou le mot de passe a été refusé, ou il n’y en a pas",
    "Vérifiez les deux, puis reconnectez-vous.",
  ],
  unsupportedChallenge: [
    "Le serveur demande une forme d’authentification que ce téléphone ne connaît pas",
    "Demandez à qui gère le serveur d’offrir Digest avec SHA-256, SHA-512-256 ou MD5.",
  ],
  weakerChallenge: [
    "Le serveur demande une authentification plus faible qu’auparavant, comme le ferait quelqu’un entre les deux",
    "Demandez à qui gère le serveur si c’est voulu ; si oui, rechargez cette page et reconnectez-vous.",
  ],
  foreignRealm: [
    "Quelqu’un que ce téléphone ne connaît pas a demandé l’authentification, et ne l’a pas eue",
    "Si c’est votre serveur, demandez à qui le gère de la demander au nom du domaine de votre compte.",
  ],
  staleForEver: [
    "Le serveur juge chaque authentification périmée",
    "Demandez à qui le gère de vérifier son horloge et la durée de vie de ses nonces.",
  ],
  unprovenServer: [
    "Le serveur n’a pas pu prouver qu’il connaît le mot de passe",
    "Demandez à qui le gère si c’est voulu ; sinon, quelqu’un est peut-être entre les deux : changez le mot de passe.",
  ],
  forbidden: ["Le serveur ne le permet pas", "Demandez à qui gère le serveur de le permettre à ce compte."],
  notFound: ["Cet utilisateur n’existe pas", "Vérifiez l’orthographe de l’adresse."],
  unavailable: ["L’autre côté n’est pas là en ce moment", "Réessayez plus tard."],
  busy: ["L’autre côté est occupé", "Réessayez dans quelques minutes."],
  declined: ["L’autre côté a refusé l’appel", "Réessayez plus tard, ou écrivez un message."],
  cancelled: ["L’appel a été annulé avant la réponse", "Rappelez si ce n’était pas voulu."],
  answeredElsewhere: ["L’appel a été pris sur un autre appareil", "Continuez là-bas."],
  redirected: ["L’autre côté est joignable à une autre adresse", "Appelez l’adresse que le serveur nomme."],
  incompatible: [
    "Les deux côtés n’ont aucun format audio en commun",
    "Demandez à qui gère le serveur de permettre Opus, PCMU ou PCMA sur WebRTC pour cet appel.",
  ],
  notWebrtc: [
    "Le serveur a envoyé du RTP nu, qu’aucun navigateur ne parle",
    "Demandez à qui le gère d’activer WebRTC pour cette ligne (Asterisk : webrtc=yes ; Kamailio : rtpengine).",
  ],
  server: [
    "Le serveur n’a pas pu le faire",
    "Réessayez plus tard ; si cela dure, montrez ce texte à qui gère le serveur.",
  ],
  protocol: ["L’autre côté a enfreint les règles de SIP", "Enregistrez les messages SIP et montrez-les à qui gère le serveur."],
  microphoneDenied: [
    "Le microphone n’est pas autorisé pour cette page",
    "Autorisez-le à côté de la barre d’adresse et réessayez, ou continuez sans lui, en écoutant seulement.",
  ],
  microphoneBlocked: [
    "Cette page n’a pas droit au microphone ; personne n’a été interrogé",
    "Demandez à qui gère cette page de le permettre (Permissions-Policy: microphone=(self) ; dans un cadre, aussi" +
      " allow=\"microphone; autoplay\"), ou continuez sans microphone, en écoutant seulement.",
  ],
  microphoneMissing: [
    "Aucun microphone n’a été trouvé",
    "Branchez-en un et réessayez, ou continuez sans lui, en écoutant seulement.",
  ],
  microphoneBusy: ["Un autre programme utilise le microphone", "Fermez ce programme et réessayez."],
  insecurePage: [
    "Le navigateur ne donne pas de microphone à une page qui ne vient ni de https: ni de localhost",
    "Ouvrez cette page en https:, ou sur localhost.",
  ],
  microphoneLost: [
    "Le microphone a disparu : il a été débranché, ou cette page n’y a plus droit",
    "L’appel continue, et l’autre côté n’entend rien. Choisissez-en un autre, ou rebranchez-le ou autorisez-le de" +
      " nouveau et choisissez-le alors.",
  ],
  speaker: [
    "Ce haut-parleur ne peut pas servir",
    "Choisissez-en un autre, ou choisissez-le dans les réglages du système.",
  ],
  noTones: [
    "L’autre côté ne prend pas de tonalités dans le son",
    "Demandez à qui gère le serveur de permettre telephone-event (RFC 4733) pour cet appel.",
  ],
  media: [
    "La liaison audio n’a pas pu être établie ou tenue",
    "Vérifiez que le pare-feu laisse passer l’UDP, ou essayez un autre réseau.",
  ],
  occupied: ["Cette page est déjà en appel", "Raccrochez d’abord, puis appelez de nouveau."],
  closed: ["Le téléphone est fermé", "Connectez-vous de nouveau."],
  noSuchCall: ["Cet appel est terminé", "Appelez de nouveau."],
  nameTaken: ["Un appel de ce nom existe déjà", "Rechargez la page, et signalez-le : c’est une erreur de Bellwire."],
  wrongState: ["L’appel ne peut pas faire cela maintenant", "Attendez un instant et réessayez."],
  target: [
    "Ce qui a été composé n’est pas une adresse",
    "Composez un nom (bob), un numéro (+1 555 1234) ou une adresse (sip:bob@example.com).",
  ],
  insecure: [
    "Une adresse sips: exige le chiffrement, et ce téléphone est connecté en clair par ws:",
    "Connectez-vous à une adresse qui commence par wss:, ou composez avec sip:.",
  ],
  notStarted: ["Le téléphone n’est pas démarré", "Attendez d’être connecté."],
  tones: ["Ce ne sont pas des tonalités", "Envoyez des chiffres, *, #, A à D, et une virgule pour une pause."],
  illegalText: [
    "Un texte contient un saut de ligne ou un NUL, qu’aucun en-tête SIP ne peut porter",
    "Enlevez-le et réessayez.",
  ],
  configuration: ["Quelque chose n’est pas juste dans ce qui a été saisi", "Corrigez-le et réessayez."],
  load: [
    "Le cœur WebAssembly n’a pas pu être chargé",
    "Rechargez la page. Si cela ne suffit pas, qui la gère doit servir core/bellwire_bg.wasm à côté des scripts, et" +
      " permettre 'wasm-unsafe-eval' dans la Content-Security-Policy.",
  ],
  crashed: [
    "Le cœur WebAssembly s’est arrêté par une erreur de Bellwire",
    "Rechargez la page, et signalez-le avec le texte de la console du navigateur.",
  ],
};
