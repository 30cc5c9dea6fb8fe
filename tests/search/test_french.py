"""French analysis: what a customer types reaches what an editor wrote."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.search.analysis import Analyzer, analyzer, fold, normalise


@pytest.fixture(scope="module")
def french() -> Analyzer:
    return analyzer("fr")


SAME = """
résilier résiliation | résilier résilié | résilier résiliée | résilier résiliez | résilier résilient | résilier resilie
oublier oublié | oublier oubliée | oublié oubliées | oublié oublie | oubliée oubliee | oublié oublies
modifier modification | modifier modifiez | modifier modifie | vérifier vérification | vérifié vérifiée
server servers | router routers | folder folders
payer payé | payer payée | payer payez | payer paie | envoyer envoyé | envoyer envoi | envoyez envoie
créer créé | créé créée | créée creee | créées crees | créer créez | créé cree
transférer transféré | transférer transfère | transférer transférez | transférer transferer
récupérer récupération | récupérer récupérez | récupérer recuperer | récupéré recuperee
renouveler renouvellement | renouveler renouvelé | renouveler renouvelle | renouvellements renouvellement
régler règlement | régler réglé | régler reglement | acheter achète | acheter acheté | gérer gère | gérer gérez
expirer expiration | expirer expire | expiré expiree | suspendu suspendue | suspendus suspendu
supprimer suppriment | charger chargent | enregistrer enregistrent | activer activent | configurer configurent
activer activation | actif active | actifs actives | public publique | premier première | gratuit gratuite
facture factures | facture facturation | reçu reçus | reçu reçue | menu menus | délai délais | numéro numéros
année années | annee annees | hébergement hebergement | HÉBERGEMENT hébergement | hébergements hebergement
certificat certificats | domaine domaines | nom noms | journal journaux | réseau réseaux | nouveau nouveaux
échoué echouee | échouer échoue | refusé refusées | bloquer bloqué | protéger protège | sécurité securite
cœur coeur | œuvre oeuvre | œuvres OEUVRE | ﬁchier fichier | ﬁchiers fichier | ｆａｃｔｕｒｅ facture | Ａnnée année
re\u0301silier résilier | e\u0301chec échec | FAC\u00adTURE facture | clé clés | clef clé | clefs cle
email e-mail | emails e-mails | e‑mail email | E-Mail email | cPanel CPANEL | webmail web-mail | wifi Wi-Fi
deux 2 | trois 3 | douze 12
n° numéro | N° numero | № numéro | num numéro | tél téléphone | rdv rendez-vous | rendez‑vous rendez-vous
aujourd'hui aujourd’hui | AUJOURD'HUI aujourd’hui | téléchargez téléchargement | vérouiller verouiller
configuration configurations | paramètres parametre | bancaire bancaires | autorisation autorisations
espaces espace | clients client | contacts contact | adresses adresse | adressé adressée | connecter connectez
installé installée | installer installez | installation installations | augmenter augmentée | baisser baissez
"""

DIFFERENT = """
transfert facture | domaine demain | TLS TL | compte conte | code coder\u00e9e | .ma ma.com | C++ C | c# c
pаypal paypal | mail mal | SSL SL | DNS DN | carte cartonné | site situé | ANRT ANR
"""

TOKENS = [
    ("l'hébergement", ["heberg"]),
    ("l’hébergement", ["heberg"]),
    ("lʼhébergement", ["heberg"]),
    ("L'HÉBERGEMENT", ["heberg"]),
    ("d'autorisation", ["autoris"]),
    ("d’e-mail", ["email"]),
    ("l'e-mail", ["email"]),
    ("jusqu'au", ["au"]),
    ("jusqu’à", ["a"]),
    ("lorsqu'il", ["il"]),
    ("puisqu’elle", ["elle"]),
    ("qu'est-ce", ["est"]),
    ("qu’est-ce qu'un domaine", ["est", "un", "domain"]),
    ("quelqu'un", ["quelquun"]),
    ("aujourd'hui", ["aujourdhui"]),
    ("prud’hommes", ["prudhomm"]),
    ("s'identifier", ["identiv"]),
    ("n'arrive", ["arriv"]),
    ("c'est", ["est"]),
    ("m'identifier", ["identiv"]),
    ("expire-t-il", ["expir"]),
    ("a-t-on", ["a"]),
    ("puis-je", ["pui"]),
    ("renouvelez-vous", ["renouvel"]),
    ("dois-je", ["doi"]),
    ("cliquez-y", ["clic"]),
    ("kan expire", ["quand", "expir"]),
    ("qd", ["quand"]),
    ("pk", ["pourquoi"]),
    ("TLS", ["tls"]),
    ("tls", ["tls"]),
    ("SSL", ["ssl"]),
    ("DNS", ["dns"]),
    ("ICE", ["ice"]),
    ("HTTPS", ["https"]),
    ("VPS", ["vps"]),
    ("RIB", ["rib"]),
    ("CSR", ["csr"]),
    ("S.S.L.", ["ssl"]),
    ("I.C.E", ["ice"]),
    ("C++", ["c++"]),
    ("c++", ["c++"]),
    ("C#", ["c#"]),
    ("n°", ["numero"]),
    ("n° 12", ["numero", "12"]),
    ("N°5", ["numero", "5"]),
    ("№ 7", ["numero", "7"]),
    (".ma", [".ma"]),
    (".MA", [".ma"]),
    (".com", [".com"]),
    (".co.ma", [".co.ma"]),
    (".htaccess", [".htaccess"]),
    ("un .ma", ["un", ".ma"]),
    ("c panel", ["cpanel"]),
    ("C-Panel", ["cpanel"]),
    ("e mail", ["email"]),
    ("2FA", ["2fa"]),
    ("1,5", ["1", "5"]),
    ("0802 08 08 08", ["0802", "08", "08", "08"]),
    ("R&D", ["r", "d"]),
    ("🙂", []),
    ("…", []),
    ("-", []),
    ("''", []),
    ("@", []),
    ("", []),
]

WHOLES = [
    ("exemple.ma", "exemple.ma"),
    ("exemple.ma", ".ma"),
    ("www.exemple.co.ma", ".ma"),
    ("support@exemple.com", "support@exemple.com"),
    ("support@exemple.com", ".com"),
    ("sous-domaine", "sousdomain"),
    ("auto-renouvellements", "autorenouvel"),
    ("max_upload_size", "maxuploadsiz"),
    ("2.7.4", "2.7.4"),
    ("1,5", "1,5"),
    ("50Go", "50"),
    ("50Go", "go"),
    (".co.ma", ".ma"),
    ("d'e-mails", "mail"),
    ("rendez-vous", "rend"),
]

PARTS = [
    ("exemple.ma", "exempl"),
    ("sous-domaine", "domain"),
    ("auto-renouvellement", "renouvel"),
    ("max_upload_size", "upload"),
    ("https://www.exemple.ma/chemin", "chemin"),
    ("support@exemple.com", "support"),
    ("fin.Début", "debut"),
]


def _pairs(table: str) -> list[tuple[str, str]]:
    return [
        (a, b)
        for a, b in (pair.split() for line in table.strip().splitlines() for pair in line.split("|") if pair.split())
    ]


def _terms(french: Analyzer, text: str, *, whole: bool | None = False) -> list[str]:
    return [t.term for t in french.tokens(text) if whole is None or t.whole is whole]


@pytest.mark.parametrize(("first", "second"), _pairs(SAME))
def test_forms_of_a_word_share_a_term(french: Analyzer, first: str, second: str) -> None:
    assert _terms(french, first) == _terms(french, second) != []


@pytest.mark.parametrize(("first", "second"), _pairs(DIFFERENT))
def test_other_words_do_not(french: Analyzer, first: str, second: str) -> None:
    assert _terms(french, first, whole=None) != _terms(french, second, whole=None)


@pytest.mark.parametrize(("text", "terms"), TOKENS)
def test_a_text_gives_these_terms(french: Analyzer, text: str, terms: list[str]) -> None:
    assert _terms(french, text) == terms


@pytest.mark.parametrize(("text", "term"), WHOLES)
def test_what_is_written_in_one_word_is_also_found_whole(french: Analyzer, text: str, term: str) -> None:
    assert term in _terms(french, text, whole=True)


@pytest.mark.parametrize(("text", "term"), PARTS)
def test_what_is_written_in_one_word_is_also_found_by_its_parts(french: Analyzer, text: str, term: str) -> None:
    assert term in _terms(french, text)


def test_there_are_at_least_150_cases() -> None:
    assert len(_pairs(SAME)) + len(_pairs(DIFFERENT)) + len(TOKENS) + len(WHOLES) + len(PARTS) >= 150


@pytest.mark.parametrize(
    "word",
    ["le", "la", "de", "et", "comment", "où", "quand", "pourquoi", "est-ce", "puis-je", "bonjour", "merci", "à", "été"],
)
def test_stop_words_are_known_with_and_without_accents(french: Analyzer, word: str) -> None:
    assert all(token.stop for token in french.tokens(word))
    assert all(token.stop for token in french.tokens(fold(word)))


@pytest.mark.parametrize("word", ["sous", "sans", "domaine", "passe", "compte", "facture", "aide"])
def test_words_that_mean_something_are_no_stop_words(french: Analyzer, word: str) -> None:
    assert not any(token.stop for token in french.tokens(word))


@given(st.text(max_size=80))
def test_offsets_lie_in_the_text_and_terms_are_never_empty(text: str) -> None:
    for token in analyzer("fr").tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.term
        assert " " not in token.term


@given(st.text(alphabet="aeéèêçœ-'’. sxnt", max_size=30))
def test_a_text_and_its_decomposed_form_give_the_same_terms(text: str) -> None:
    french = analyzer("fr")
    assert french.terms(unicodedata.normalize("NFD", text)) == french.terms(unicodedata.normalize("NFC", text))


@given(st.text(max_size=60))
@example("ŉ")
@example("\ufe71")
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_a_language_without_a_file_gets_tokens_and_folding() -> None:
    arabic = analyzer("ar")
    assert arabic.terms("Facturation DÉBIT .ma") == ["facturation", "debit", ".ma", "ma"]
    assert arabic.terms("مُدَوَّنَة") == ["مدونه"]


def test_versions_name_language_and_stemmer() -> None:
    assert "fr" in analyzer("fr").version
    assert "snowball" in analyzer("fr").version or "pystemmer" in analyzer("fr").version
    assert analyzer("fr").version != analyzer("en").version
