"""What people write in a letter around the matter: how they close it, and words that tell little."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Manners:
    """Data of one language, written normalised and folded.

    `closings` begin the lines after which a letter is over, `idle` are words that stand in tickets of any kind
    (« problème », « semaine ») and are not looked up. With `further` another matter begins, wherever it stands; a
    sentence that holds a word of `adding` is about another one.
    """

    closings: tuple[str, ...] = ()
    idle: frozenset[str] = frozenset()
    further: tuple[str, ...] = ()
    adding: tuple[str, ...] = ()


_FRENCH_IDLE = """
aide aider aidez ailleurs aimable annee annees apparemment apprecie arrivait arrive arriver attendant attente avance bon
bonne chose choses comprend comprendre comprends compris constate croire crois croyais debut demande demander demain
dernier derniere dire disent dis disponible dit doute ecris ecrire ecrit effet empeche ennui equipe essai essaie essayer
essaye est-ce expliquer expliquez fin finalement fonctionne fonctionnent fonctionner fois heure heures heureusement hier
idee impossible indique indiquer indiquez infiniment instant jour jours journee lundi madame mardi marche marcher matin
mercredi message messieurs mieux minute minutes mois moment monsieur moyen normal normalement obtenir part partir penser
pense pensais petit petite peur plaisir point prie probleme problemes prochain prochaine question questions recherche
regarde regarder remercie remercions remerciements reponse rapide rapidement reviens rien samedi semaine semaines
sembler semble simple situation soir soiree solution sorte souci soucis suite sujet sur surement temps tente tourne
trouve trouver urgence urgent utilise utiliser vendredi venir vient viens voir voit vois vrai vraiment
"""
_ENGLISH_IDLE = """
advance afternoon afterwards ages anyone appreciate ask asked asking assist assistance attached best better big bit
check checked clear clearly come comes coming could day days dear decide evening everyone everything exactly explain
fact favour first folks friday glad go goes going gone good got great guess guidance guys happen happened happens happy
hear help helps hope hour hours idea important issue issues keeps kind kindly kinds know last late lately later little
long lot look looked looking luckily luck make matter mean meantime minute minutes moment monday month months morning
nice normal nothing ones part person plain plenty point possible problem problems quick quickly reason recently regard
reply respond response right run same saturday say saying says second see seem seems sense sir solution sorry soon sort
story strange stuff suddenly suggest suggests sunday suppose supposed sure take takes tell telling tells thing things
think thought thursday time times today together tomorrow tonight tried try trying tuesday understand unfortunately
urgent urgently use used using wait waiting wednesday week weekend weeks well went wonder wondering work worked working
works worry worried wrong year years yesterday
"""

_MANNERS: Mapping[str, Manners] = MappingProxyType(
    {
        "fr": Manners(
            closings=(
                "cordialement",
                "bien cordialement",
                "bien a vous",
                "salutations",
                "sinceres salutations",
                "meilleures salutations",
                "respectueusement",
                "sincerement",
                "bonne journee",
                "bonne reception",
                "avec mes remerciements",
                "dans l'attente",
                "en vous remerciant",
                "merci",
                "envoye de mon",
                "envoye depuis",
            ),
            idle=frozenset(_FRENCH_IDLE.split()),
            further=(
                "par ailleurs",
                "d'autre part",
                "en outre",
                "et aussi",
                "et egalement",
                "et sinon",
                "autre chose",
                "autre question",
                "autre demande",
                "autre point",
                "autre souci",
                "autre probleme",
                "deuxiemement",
                "deuxieme question",
                "seconde question",
                "troisiemement",
            ),
            adding=("aussi", "egalement", "sinon", "ensuite", "enfin", "de plus", "en plus"),
        ),
        "en": Manners(
            closings=(
                "regards",
                "kind regards",
                "best regards",
                "best wishes",
                "yours",
                "sincerely",
                "cheers",
                "thanks",
                "thank you",
                "many thanks",
                "with thanks",
                "sent from my",
                "sent via",
            ),
            idle=frozenset(_ENGLISH_IDLE.split()),
            further=(
                "and also",
                "as well as",
                "in addition",
                "on top of that",
                "on another note",
                "another thing",
                "another question",
                "another issue",
                "another problem",
                "one more thing",
                "one more question",
                "secondly",
                "second question",
                "thirdly",
            ),
            adding=("also", "too", "as well", "besides", "second", "third", "finally", "lastly"),
        ),
    }
)


def manners(code: str) -> Manners:
    """The manners of a language; none for one that is not listed."""
    return _MANNERS.get(code, Manners())
