"""Wordings that questions are made of: {question} is another question, {name}, {noun} and the like are filled anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rog.forms import Form, Operation

__all__ = [
    "CHOICES",
    "CHOICE_QUESTIONS",
    "COMPARISONS",
    "COMPARISON_QUESTIONS",
    "CONDITIONS",
    "COUNT_QUESTIONS",
    "FOLLOWED",
    "OPERATION_QUESTIONS",
    "PLAIN_QUESTIONS",
    "SUPERLATIVES",
    "SUPERLATIVE_QUESTIONS",
    "TOTAL_QUESTIONS",
    "TRUTH_QUESTIONS",
    "WORDS",
]  # fmt: skip

CONDITIONS = (
    "{question} between {number} and {number}",
    "in {number}, {question}",
    "{question} in {number}",
    "{question} in the {number}s",
    "does every {noun} of {name} have a {noun}",
    "do all {noun}s of {name} have the {noun}",
    "is {name} the only {noun} of {name}",
    "does only {name} have a {noun}",
)
"""What makes a question ask for a time, or for all."""

FOLLOWED: Mapping[Operation, tuple[str, ...]] = {
    "without": (
        "{question} but not {name}", "{question} and not {name}", "{question} except {name}",
        "{question}, except {name}", "{question} except for {name}", "{question} apart from {name}",
        "{question} other than {name}", "{question} besides {name}", "{question} excluding {name}",
        "{question} without {name}", "{question} without a {noun}", "{question} without any {noun}s",
        "{question} that have no {noun}", "{question} that does not have a {noun}",
        "{question} that don't {verb} {name}", "{question} that {name} didn't {verb}",
        "{question} that {name} did not {verb}", "{question} who isn't {adjective}", "{question} that aren't {noun}s",
        "{question} that isn't a {noun}", "{question} that are not {name}", "{question}, but not in {name}",
        "{question} not from {name}", "{question} not in {name}", "{question} that never {verb}ed",
        "{question} that has never {verb}ed", "{question} that had no {noun}", "{question} that were never {verb}ed",
        "{question} who has never {verb}ed {name}", "{question} but doesn't {verb} {name}",
        "{question}, leaving out {name}", "{question} but never {verb}ed {name}",
        "{question} and does not {verb} {name}", "{question} that is neither {adjective} nor {adjective}",
    ),
    "either": (
        "{question} or {name}", "{question} or in {name}", "{question} or of {name}", "{question} or {verb} {name}",
        "{question} or who {verb}ed {name}",
    ),
    "both": (
        "{question} as well as {name}", "{question} and also {name}", "{question} and {verb} {name}",
        "{question} and also {verb} {name}",
    ),
    "several": (
        "{question}, and {other}", "{question} and {other}", "{question} and also {other}", "{question}? {other}",
        "{question}; {other}", "{question}, and what is its {noun}", "{question} and what's its {noun}",
        "{question} and what does he {noun}", "{question} and which {noun} is that",
        "{question} and how {adjective} is it", "{question} and who is the {noun}", "{question} and when was that",
        "{question} and where does he live", "{question}, and where is it", "{question} and when did she {verb}",
        "{question} and who {verb}ed it", "{question} and in what {noun} is it",
        "{question} and how many {noun}s does it have", "{question} and how old is she",
        "{question} and what are their {noun}s",
    ),
}  # fmt: skip
"""What a question of any form is followed by where it asks for an operation besides."""

OPERATION_QUESTIONS: Mapping[Operation, tuple[str, ...]] = {
    "without": (
        "how many {noun}s in {name} have no {noun}", "how many {noun}s of {name} aren't {adjective}",
        "how many {noun}s don't {verb} {name}", "how many {noun}s of {name} have never {verb}ed",
        "how many {noun}s have no {noun}", "how many of {name}'s {noun}s have not {verb}ed",
        "how many {noun}s without a {noun} are in {name}", "how many {noun}s did {name} {verb} that never {verb}ed",
        "how many {noun}s in {name} do not have a {noun}", "which {noun}s of {name} are not {adjective}",
        "which {noun}s of {name} aren't {noun}s", "{noun}s of {name} that have never had a {noun}",
        "which {noun}s in {name} have no {noun}", "which {noun} has never been {verb}ed",
        "which {noun}s have never been {verb}ed by {name}", "who in {name} has never {verb}ed a {noun}",
        "which {noun} has no {noun}", "who has no {noun}", "which {noun}s didn't {verb} any {noun}",
        "what has {name} {verb}ed that {name} didn't {verb}", "what did {name} {verb} that isn't {noun}",
        "{noun}s without {noun}s", "{noun}s without a {noun}", "which {noun}s don't have a {noun}",
        "which {noun} doesn't have any {noun}s", "{noun}s that nobody {verb}ed",
        "everything in {name} but the {noun}s", "everyone at {name} who isn't {adjective}",
        "all {noun}s except {name}", "everyone except {name}", "which {noun}s aren't on any {noun}",
        "who isn't in {name}", "which {noun}s are not {noun}s", "who does not {verb} {name}",
        "which {noun}s don't {verb} the {noun}", "what {noun}s of {name} lack a {noun}",
        "which {noun} is missing a {noun}", "{noun}s in {name} that aren't {noun}s", "which {noun}s aren't {verb}ed",
        "which {noun}s that {name} {verb}ed did he not {verb}", "who never {verb}ed {name}",
        "non {noun} {noun}s of {name}", "which of {name}'s {noun}s are not from {name}",
        "{name} {noun}s without {name}", "{noun}s of {name} not {verb}ed", "who of {name} doesn't {verb} a {noun}",
        "which {noun}s are {verb}ed by no {noun}", "{noun}s {name} never {verb}ed",
        "which {noun}s run without a {noun}", "who {verb}s {name} but not {name}",
        "{noun}s that are in {name} but not {name}",
    ),
    "either": (
        "which {noun}s {verb} {name} or {name}", "who {verb}s {name} or {name}", "who {verb}s either {name} or {name}",
        "{noun}s from {name} or from {name}", "everything from {name} or {name}", "{noun}s in {name} or {name}",
        "which {noun}s are {noun}s or {noun}s", "{noun}s that are {adjective} or {adjective}",
        "{noun}s in {name} or {name}", "everything we {verb} from {name} or from {name}",
        "which {noun}s are either in {name} or in {name}", "who has a {noun} or a {noun}",
        "who {verb}s {noun} or {noun}", "{noun}s about {noun} or {noun}", "everything in the {noun} or the {noun}",
        "who {verb}ed {name} or {verb}ed {name}", "who is in {name} or {name}",
        "all {noun}s that {verb} {name} or {name} or both", "{noun}s that are {noun}s or {noun} {noun}s",
        "what did {name} or {name} {verb}", "which {noun}s has {name} {verb}ed or {verb}ed",
        "who {verb}s at {name} or {name}", "{noun}s of either {name} or {name}", "any {noun} of {name} or {name}",
    ),
    "both": (
        "which {noun}s {verb} both {name} and {name}", "who {verb}s both {name} and {name}",
        "who is in {name} and in {name}", "which {noun}s {verb} {name} and {name}", "{noun}s of {name} and {name}",
        "{noun}s with {name} and {name}", "which {noun}s do {name} and {name} share",
        "which {noun}s do {name} and {name} have in common", "which {noun}s did {name} both {verb} and {verb}",
        "what did {name} {verb} and also {verb}", "which {noun}s did {name} and {name} {verb} together",
        "which {noun}s in {name} {verb} {name}", "who {verb}s {name} as well as {name}",
        "which {noun}s {verb} in {name} and {verb} {name}", "{noun}s that {verb} {name} and are {verb}ed by {name}",
        "in which {noun} do both {name} and {name} {verb}", "which {noun} {noun}s were {verb}ed by {name}",
        "who has both a {noun} and a {noun}",
    ),
    "between": (
        "how are {name} and {name} connected", "how are {name} and {name} related", "how are {name} and {name} linked",
        "how is {name} connected to {name}", "how is {name} related to {name}", "how is {name} linked to {name}",
        "what connects {name} and {name}", "what connects {name} to {name}", "what links {name} and {name}",
        "what links {name} to {name}", "what is the connection between {name} and {name}",
        "connection between {name} and {name}", "what's the link between {name} and {name}",
        "what is the relationship between {name} and {name}", "what is the relation between {name} and {name}",
        "what do {name} and {name} have in common", "what have {name} and {name} got in common",
        "how does {name} know {name}", "how do {name} and {name} know each other",
        "what has {name} got to do with {name}", "what does {name} have to do with {name}",
        "in what way are {name} and {name} linked", "through what are {name} and {name} connected",
        "how do you get from {name} to {name}", "path from {name} to {name}", "what is between {name} and {name}",
        "what ties {name} to {name}", "what brings {name} and {name} together",
        "how come {name} and {name} are connected", "link between {name} and {name}",
        "how is {name} associated with {name}",
    ),
    "edge": (
        "since when has {name} been {verb}ing {name}", "since when has {name} been in {name}",
        "since when is {name} in {name}", "since when does {name} {verb} {name}",
        "since what {noun} has {name} been {verb}ing {name}", "how long has {name} been at {name}",
        "how long has {name} {verb}ed {name}", "how long was {name} in {name}", "when did {name} {verb} {name}",
        "when was {name} {verb}ed to {name}", "when was {name} {verb}ed from {name}",
        "when did {name} start {verb}ing {name}", "when did {name} leave {name}", "until when was {name} in {name}",
        "in what year did {name} {verb} {name}", "what year did {name} {verb} {name}",
        "from when was {name} in {name}", "what role did {name} play in {name}",
        "what role does {name} have in {name}", "what part did {name} play in {name}",
        "as what does {name} {verb} in {name}", "what does {name} do on {name}", "what's {name}'s role on his {noun}",
        "what is {name}'s role in {name}", "what is {name}'s position at {name}",
        "which role did {name} {verb} {name} in", "what was {name}'s share in {name}",
        "what share of {name} does {name} have", "which {noun} did {name} have in {name}",
        "how many {noun}s of {name} were in {name}", "how many {name} are in {name}",
        "how many {noun}s of {name} did {name} {verb}", "how much {name} did {name} {verb}",
        "how much of {name} does {name} {verb}", "how often does {name} {verb} {name}",
        "how many times a {noun} does {name} {verb} {name}", "what dose of {name} does {name} take",
        "who did {name} play in {name}", "at what {noun} did {name} {verb} {name}", "when was {name} sent from {name}",
        "when did {name} become {noun} of {name}", "what {noun} does {name} have in {name}",
        "what was the capacity in which {name} {verb}ed {name}",
    ),
    "several": (
        "what's {name}'s {noun} and what's its {noun}", "what are the {noun} and the {noun} of {name}",
        "who is the {noun} of {name}, and what is the {noun} of {name}",
        "what is the {noun} of {name} and what is its {noun}", "when did {name} start and who is their {noun}",
        "who made {name} and in which {noun} is it", "when was {name} {verb}ed and where is it",
        "where is {name} and what {noun} is on it", "who {verb}ed {name} and when",
        "when and where was {name} {verb}ed", "what is {name}'s {noun} and {noun}",
        "who {verb}ed {name} and how long is it", "how {adjective} is {name} and what does she {verb}",
        "where does {name} live and who does he {verb}", "is {name} a {noun} and who {verb}ed it",
        "how many {noun}s has {name} got and which is the {adjective} one",
    ),
}  # fmt: skip
"""Questions that ask for an operation, of things unless they say how many."""

COMPARISONS: Mapping[Form, Sequence[str]] = {
    "over": (
        "more than {number}", "over {number}", "at least {number}", "above {number}", "longer than {number}",
        "older than {number}", "heavier than {number}", "larger than {number}", "higher than {number}",
        "after {number}", "since {number}", "later than {number}", "from {number} on", "{number} or more",
    ),
    "under": (
        "less than {number}", "under {number}", "at most {number}", "below {number}", "shorter than {number}",
        "younger than {number}", "lighter than {number}", "smaller than {number}", "lower than {number}",
        "before {number}", "until {number}", "earlier than {number}", "up to {number}", "cheaper than {number}",
        "fewer than {number}", "{number} or less",
    ),
}  # fmt: skip
COMPARISON_QUESTIONS = (
    "{question} {comparison}",
    "{question} with {comparison} {noun}s",
    "which {noun}s of {name} have {comparison} {noun}s",
    "which {noun}s in {name} cost {comparison} dollars",
    "{noun}s in {name} with {comparison} {noun}s",
    "{noun}s of {name} with a {noun} of {comparison} km",
    "{noun}s in {name} that are {comparison} metres",
    "who at {name} earns {comparison}",
    "which {noun}s of {name} were made {comparison}",
    "which {noun}s have a {noun} of {comparison}",
    "{noun}s of {comparison} kg",
)
TOTAL_QUESTIONS: Mapping[Form, Sequence[str]] = {
    "mean": (
        "what is the average {noun} of {name}", "what's the average {noun} of {name}'s {noun}s",
        "what's the mean {noun} of the {noun}s in {name}",
        "average {noun} of a {noun} in {name}", "how {adjective} are the {noun}s of {name} on average",
        "on average, how much {noun} do the {noun}s of {name} have", "what is the average {noun} of {name}'s {noun}s",
    ),
    "sum": (
        "what is the total {noun} of {name}", "how much {noun} do the {noun}s of {name} have in total",
        "what do the {noun}s of {name} cost altogether", "what is the combined {noun} of {name}'s {noun}s",
        "sum of the {noun} of all {noun}s in {name}", "how much have all of {name}'s {noun}s made together",
        "total {noun} of the {noun}s in {name}", "what is the total {noun} of the {noun}s that {noun} {name}",
        "what is the combined {noun} of the {noun}s of {name}", "how much do the {noun}s at {name} earn in all",
    ),
}  # fmt: skip
TRUTH_QUESTIONS = (
    "do they {verb} {noun}s in {name}", "do they {verb} with {name} in {name}", "can you {verb} {name} over the {noun}",
    "has anyone ever {verb}ed {name}", "has anyone ever been {verb}ed to {name}", "does {name} run on {noun}",
    "do more {noun}s {verb} in {name} than in {name}", "did more {noun}s {verb} {name} than {name}",
    "has {name} {verb}ed more {noun}s than {name}", "does {name} {verb} anyone", "has {name} ever {verb}ed anything",
    "do people {verb} {noun} in {name}", "has {name} won any {noun}", "does anyone in {name} {verb} {name}",
    "is {name} on {noun}", "is there anyone who {verb}s {name}", "will {name} {verb} {name}", "could {name} {verb}",
    "does {name} have a {noun}", "has {name} ever had a {noun}", "is {name} the {noun} of {name}", "is {name} a {noun}",
    "did {name} get the {noun}", "are there any {noun}s in {name}", "do {name} and {name} share a {noun}",
    "was {name} a {noun} of {name}", "has anyone in {name} got a {noun}", "can {name} use the {noun}",
    "is there a {noun} in {name}", "does the {noun} of {name} come from {name}", "were {name} and {name} in one {noun}",
    "is {name} {adjective}", "do {name}'s {noun}s have {noun}s", "is any {noun} of {name} {adjective}",
    "has {name} got more {noun}s than {name}", "is {name} larger than {name}",
    "does {name} have a bigger {noun} than {name}",
)  # fmt: skip
COUNT_QUESTIONS = (
    "how many {noun}s does {name} have",
    "how many {noun}s are in {name}",
    "number of {noun}s of {name}",
    "how many of {name}'s {noun}s are {adjective}",
    "what is the number of {noun}s in {name}",
    "count the {noun}s of {name}",
    "how many different {noun}s are there",
    "how often did {name} win the {noun}",
    "in how many {noun}s is {name}",
)

SUPERLATIVES: Mapping[Form, Sequence[str]] = {
    "most": (
        "largest", "biggest", "highest", "longest", "tallest", "most populous", "most expensive", "heaviest", "fastest",
        "newest", "latest", "youngest", "most recent", "best paid", "best rated", "richest", "strongest", "deepest",
        "second largest", "third highest", "busiest", "last", "hottest", "widest", "greatest", "most",
    ),
    "least": (
        "smallest", "lowest", "shortest", "least populous", "cheapest", "lightest", "slowest", "oldest", "earliest",
        "first", "worst rated", "poorest", "weakest", "shallowest", "second smallest", "coldest", "narrowest", "fewest",
        "least", "least expensive",
    ),
}  # fmt: skip
SUPERLATIVE_QUESTIONS = (
    "what is the {superlative} {noun} in {name}",
    "which is the {superlative} {noun} of {name}",
    "who is the {superlative} {noun} at {name}",
    "which {noun} of {name} is the {superlative}",
    "which {noun} in {name} has the {superlative} {noun}",
    "what is {name}'s {superlative} {noun}",
    "name the {superlative} {noun} that {name} has",
    "which of the {noun}s is the {superlative} one",
    "what's the {superlative} {noun}",
    "which {noun} has the {superlative} number of {noun}s",
    "the three {superlative} {noun}s of {name}",
    "the two {superlative} {noun}s in {name}",
    "name the top three {superlative} {noun}s of {name}",
    "who of {name} has the {superlative} {noun}",
    "which {noun} did {name} get {superlative}",
)
CHOICES: Mapping[Form, tuple[str, ...]] = {
    "most": (
        "larger", "bigger", "higher", "longer", "taller", "heavier", "faster", "newer", "younger", "later", "richer",
        "more populous", "more expensive", "more recent", "deeper", "stronger",
    ),
    "least": (
        "smaller", "lower", "shorter", "lighter", "slower", "older", "earlier", "poorer", "cheaper", "less expensive",
        "less populous", "shallower", "weaker",
    ),
}  # fmt: skip
CHOICE_QUESTIONS = (
    "which is {superlative}, {name} or {name}",
    "who is {superlative}, {name} or {name}",
    "what's {superlative}: {name} or {name}",
    "which {noun} is {superlative}, {name} or {name}",
    "which has a {superlative} {noun}, {name} or {name}",
    "who has the {superlative} {noun}, {name} or {name}",
    "which of {name} and {name} is {superlative}",
    "is {name} or {name} {superlative}",
    "which was {verb}ed {superlative}, {name} or {name}",
    "which one is {superlative}, {name} or {name}",
)
"""Two things of which one is chosen."""
PLAIN_QUESTIONS = (
    "what is the {adjective} {noun} of {name}",
    "which {adjective} {noun}s does {name} have",
    "who is the {adjective} {noun} of {name}",
    "what is {name}'s {adjective} {noun}",
    "which {noun}s of {name} are {adjective}",
    "what's the {noun} of {name}",
    "in what {noun} is {name}",
    "in which {noun} did {name} {verb}",
    "when was {name} {verb}ed",
    "where is {name}",
    "when did {name} {verb}",
    "which {noun} does {name} {verb}",
    "who {verb}ed {name}",
    "is {name} {adjective} or {adjective}",
    "is {name}'s {noun} a {noun} or a {noun}",
    "was the {noun} of {name} a {noun} or a {noun}",
    "does {name} have a {noun} or a {noun}",
)
"""Like those in all but the superlative."""
ADJECTIVES = (
    "official",
    "native",
    "main",
    "current",
    "public",
    "big",
    "new",
    "old",
    "large",
    "national",
    "local",
    "same",
)
NOUNS = (
    "city",
    "country",
    "river",
    "employee",
    "film",
    "product",
    "ward",
    "device",
    "order",
    "mountain",
    "team",
    "drug",
)
VERBS = (
    "work", "live", "direct", "border", "order", "visit", "own", "play", "manage", "treat", "join", "start", "run",
    "use", "sell", "win", "speak", "teach",
)  # fmt: skip
NAMES = ("Ann", "Oslo", "Peru", "Delta Works", "Mira Holm", "the Kestrel")

WORDS: Mapping[str, tuple[str, ...]] = {"name": NAMES, "noun": NOUNS, "adjective": ADJECTIVES, "verb": VERBS}
"""What a place of each sort is filled with."""
