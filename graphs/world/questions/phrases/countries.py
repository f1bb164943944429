"""Words for moves that lead to countries: neighbours, speakers of a language, users of a currency, and the like."""

from __future__ import annotations

from graphs.world.questions.moves import Move

__all__ = ["COUNTRY_MOVES"]

_BORDERS = Move(
    path=("borders",),
    source="country",
    target="country",
    many_targets=True,
    weight=3,
    asks=(
        "(which|what) (countries|nations|states|places|) [does|do] {x} (border|border on|touch|adjoin|share a border with|have a border with|have borders with)",
        "(which|what) (countries|nations) [does|do] {x} (share its border|share borders|share a land border|share a frontier) with",
        "(which|what) (countries|nations|states) [is|are] {x} (bordered by|surrounded by|next to|adjacent to|neighbours with)",
        "(which|what) [is|are] {x's} (neighbouring|neighboring|bordering|adjacent|surrounding) (countries|nations|states)",
        "who (are|is) {x's} (neighbours|neighbors|next-door neighbours)",
        "who (borders|borders on|are the neighbours of|are the neighbors of|neighbours) {x}",
        "who [does|do] {x} (border|share a border with|have for neighbours)",
        "what [does|do] {x} border",
        "what [is|are] {x} bordered by",
        "by (which|what) countries [is|are] {x} (bordered|surrounded)",
        "with (which|what) (countries|nations|states) [does|do] {x} (share a border|share borders|share its borders|have a common border)",
        "{x} [borders|border] (which|what) (countries|nations)",
        "{x} [is|are] (bordered by|surrounded by|next to) (which|what) countries",
        "{x} [shares|share] (a border|borders|its borders) with (which|what) countries",
        "(what lies|which countries lie) (across the border from|around|on the other side of the border from) {x}",
        "(what's|what is) (next to|next door to|around|beside) {x}",
        "(which|what) countries can (I|you|one) (reach|get to|enter) (directly|straight|overland) from {x} (by crossing one border|)",
        "(which|what) countries (would|could) (I|you) (end up|be) in (after|by|when) (crossing the border of|leaving) {x}",
        "how many and which countries [does|do] {x} border",
        "{x} (neighbours|neighbors|neighbouring countries|neighboring countries|bordering countries|borders|border countries|surrounding countries)",
        "(neighbours|neighbors|borders|neighbouring countries|countries around|countries next to) (of|) {x}",
        "(list|name|tell me|give me) {x's} (neighbours|neighbors|borders|neighbouring countries)",
    ),
    phrases=(
        "{x's} (neighbours|neighbors|neighbouring countries|neighboring countries|direct neighbours|immediate neighbours|bordering countries|neighbor countries|neighbour states)",
        "(the|) (neighbours|neighbors|neighbouring countries|direct neighbours|immediate neighbors|adjacent countries) of {x}",
        "the {adj} (neighbours|neighbors|neighbouring countries)",
        "(the|) (neighbouring|neighboring|bordering|surrounding) (countries|states|nations) of {x}",
    ),
    verbs=(
        "<borders|border> {x}",
        "<borders|border> (on|directly on) {x}",
        "<shares|share> (a border|borders|a land border|a frontier|a common border) with {x}",
        "<is|are> (next to|adjacent to|right next to|neighbours of|around|next door to) {x}",
        "<has|have> (a border|a common border|a land border|borders|a frontier) with {x}",
        "<touches|touch> {x}",
        "<surrounds|surround> {x}",
        "<adjoins|adjoin> {x}",
        "<lies|lie> (next to|around|right next to|on the border of|along the border of) {x}",
        "{x} [borders|border] (on|)",
        "{x} [shares|share] (a border|borders|a land border) with",
        "{x} [is|are] (bordered|surrounded) by",
    ),
    modifiers=(
        "bordering {x}",
        "bordering (on|with) {x}",
        "(next to|next door to|right next to) {x}",
        "adjacent to {x}",
        "(around|surrounding|all around) {x}",
        "(neighbouring|neighboring) {x}",
        "sharing (a border|borders|a land border) with {x}",
        "with (a border|borders|a land border) (to|with) {x}",
        "on {x's} (border|borders)",
        "on the border[|s] of {x}",
        "touching {x}",
        "along the border[|s] of {x}",
    ),
)

_BY_LANGUAGE = Move(
    path=("^language",),
    source="language",
    target="country",
    many_targets=True,
    weight=3,
    asks=(
        "where (in the world|on earth|) [is|are] {x} (spoken|used|a language people speak)",
        "where (in the world|) do (people|they|the locals) (speak|talk|use) {x}",
        "where (can|could|would) (I|you|one) (speak|use|hear|get by with|practise|practice) {x}",
        "where (will|would) my {x} be (useful|of use|understood)",
        "in (which|what) (countries|country|nations|places|parts of the world) [is|are] {x} (spoken|used|a language)",
        "in (which|what) (countries|country|nations|places) do (people|they|the locals|the inhabitants) speak {x}",
        "(which|what) countries can I (visit|travel to|go to) (if I only speak|speaking only|knowing just|with just) {x}",
        "(who|which people|which nations) (speaks|speak|uses) {x}",
        "{x} is (spoken|used|a language|an official language) (in which|in what|where|of which) (country|countries)",
        "{x} [is|are] spoken where",
        "{x} (speaking countries|countries|speakers countries|spoken in|spoken where)",
        "if I learn {x}, (in which countries|where) can I use it",
        "I (speak|am learning|want to learn) {x}(, where| - where|. Where) (can I use it|is it spoken|do they speak it)",
    ),
    phrases=(
        "(the|all|) {x}-speaking (countries|nations|states|places|world)",
        "(the|all|) {x} speaking (countries|nations)",
        "(the|) countries of the {x}-speaking world",
    ),
    verbs=(
        "<speaks|speak> {x}",
        "<uses|use> {x}",
        "<has|have> {x} as (a language|one of its languages|one of the languages)",
        "<has|have> {x} speakers",
        "<is|are> {x}-speaking",
    ),
    modifiers=(
        "where {x} [is|are] (spoken|used|a language|one of the languages)",
        "in which {x} [is|are] (spoken|used)",
        "where (people|they|the people|the locals|the inhabitants) speak {x}",
        "in which (people|they|the locals) speak {x}",
        "where (you|one|I) can (speak|use|get by with|hear) {x}",
        "speaking {x}",
        "with {x} (speakers|as a language)",
        "whose (people|citizens|inhabitants) speak {x}",
    ),
)

_BY_OFFICIAL_LANGUAGE = Move(
    path=("^official_language",),
    source="language",
    target="country",
    many_targets=True,
    weight=1.5,
    asks=(
        "where (in the world|) [is|are] {x} (an|the|) official (language|languages)",
        "where (does|do) {x} have official status",
        "in (which|what) (countries|country|nations|states) [is|are] {x} (official|an official language|the official language|a state language)",
        "{x} is (an|the) official language (of|in) (which|what) (countries|country)",
        "(which|what) (countries'|country's|nations') official language is {x}",
        "{x} official language countries",
        "official language {x} countries",
    ),
    verbs=(
        "<has|have> {x} as (an|the|its|one of the|their) official language",
        "<recognises|recognise> {x} as an official language",
        "officially <speaks|speak> {x}",
        "<has|have> made {x} (official|an official language)",
    ),
    modifiers=(
        "with {x} as (an|the|one of the) official language",
        "where {x} [is|are] (official|an official language|the official language)",
        "in which {x} [is|are] (official|an official language)",
        "whose official language (is|includes) {x}",
        "where {x} [has|have] official status",
    ),
)

_BY_CURRENCY = Move(
    path=("^currency",),
    source="currency",
    target="country",
    many_targets=True,
    weight=3,
    asks=(
        "where (in the world|) [is|are] {x} (used|legal tender|the currency|accepted|the official currency)",
        "where (in the world|) (can|could|would) (I|you|one) (pay with|pay in|spend|use) {many}",
        "where do (people|they) (pay with|pay in|use|have|spend) {many}",
        "in (which|what) (countries|country|nations|places) [is|are] {x} (used|legal tender|the currency|the official currency|in circulation)",
        "in (which|what) (countries|country|places) (can|could) (I|you) (pay with|pay in|spend|use) {many}",
        "who (uses|pays with|has|pays in) {many}",
        "who (uses|has|adopted) {x}",
        "{x} is the (currency|money|legal tender|official currency) (of|in) (which|what) (country|countries)",
        "(which|what) (country's|countries') (currency|money) [is|are] {x}",
        "(which|what) (country|countries) (does|do) {x} (belong to|come from)",
        "I (have|found|got|still have) some {many}(, where| - where|. Where) can I (spend|use) them",
        "{x} (countries|users|used in|used where|currency of which country|currency country)",
        "countries {x}",
    ),
    verbs=(
        "<uses|use> {x}",
        "<uses|use> {x} as (a|the|its) currency",
        "<pays|pay> (in|with) {many}",
        "<has|have> {x} (as currency|as its currency|as their currency|for money|)",
        "<has|have> adopted {x}",
        "<takes|take|accepts|accept> {many}",
    ),
    modifiers=(
        "using {x}",
        "with {x} (as currency|as their currency|)",
        "where {x} [is|are] (used|legal tender|the currency|accepted)",
        "in which {x} [is|are] (used|legal tender|the currency)",
        "where (people|you|they|I can|you can) pay (with|in) {many}",
        "whose currency [is|are] {x}",
        "paying (with|in) {many}",
    ),
)

_BY_CONTINENT = Move(
    path=("^continent",),
    source="continent",
    target="country",
    many_targets=True,
    weight=2,
    asks=(
        "(which|what) (countries|nations|states) (are there|are|lie|make up|do you find|are located|are found) (in|on) {x}",
        "(which|what) (countries|nations) (does|do) {x} (consist of|have|contain|include|comprise)",
        "(which|what) (countries|nations|states) (make up|form) {x}",
        "{x} (countries|nations|country list)",
        "countries (in|of) {x}",
    ),
    phrases=("(the|all|) {adj} (countries|nations|states)", "(the|all|) (countries|nations|states) (of|in) {x}"),
    verbs=(
        "<is|are> in {x}",
        "<belongs|belong> to {x}",
        "<lies|lie> in {x}",
        "<is|are> (part of|located in) {x}",
        "<is|are> {adj}",
    ),
    modifiers=("in {x}", "on the continent of {x}", "(located|situated|lying) in {x}", "that are part of {x}"),
)

_BY_TIME_ZONE = Move(
    path=("^time_zone", "country"),
    source="time zone",
    target="country",
    many_targets=True,
    asks=(
        "(which|what) (country|countries) (is|are) (in|on) {x}",
        "(which|what) (country|countries) (does|do) {x} (belong to|cover|apply to|lie in)",
        "where is {x} (used|observed|in force)",
        "{x} (country|countries)",
    ),
    verbs=("<uses|use> {x}", "<has|have> {x}", "<is|are> in {x}", "<observes|observe> {x}"),
    modifiers=("in {x}", "using {x}", "where {x} [is|are] used", "with {x}"),
)

_BY_CAPITAL = Move(
    path=("^capital",),
    source="city",
    target="country",
    many_targets=False,
    weight=2.5,
    topic_only=True,
    asks=(
        "{x} is the capital (city|) of (which|what) (country|nation|state)",
        "(which|what) (country|nation) is {x} the capital (city|) of",
        "of (which|what) (country|nation|state) is {x} the capital (city|)",
        "(which|what) (country's|nation's|state's) capital (city|) is {x}",
        "whose capital (city|) is {x}",
        "{x} is (whose capital|the capital of what|the capital of which)",
        "what is {x} the capital (city|) of",
        "{x} (capital of|is capital of|capital of which country|capital of what)",
        "{x} is the seat of government of which country",
    ),
    verbs=(
        "<has|have> {x} as (its|the|their) capital (city|)",
        "<is|are> governed from {x}",
        "<calls|call> {x} its capital",
    ),
    modifiers=(
        "whose capital (city|) is {x}",
        "with {x} as (its|the) capital (city|)",
        "with the capital (city|) {x}",
        "(that|which) has {x} as (its|the) capital (city|)",
        "of which {x} is the capital (city|)",
        "that {x} is the capital (city|) of",
        "governed from {x}",
    ),
    phrases=("(the|) country {x} is (the|) capital of",),
)

_BY_LARGEST_CITY = Move(
    path=("^largest_city",),
    source="city",
    target="country",
    many_targets=False,
    topic_only=True,
    asks=(
        "{x} is the (largest|biggest|most populous) city (of|in) (which|what) (country|nation)",
        "(which|what) (country's|nation's) (largest|biggest|most populous) city is {x}",
        "(which|what) country is {x} the (largest|biggest|most populous) city (of|in)",
        "{x} (biggest|largest) city of which country",
    ),
    verbs=("<has|have> {x} as (its|the) (largest|biggest|most populous) city",),
    modifiers=("whose (largest|biggest|most populous) city is {x}", "with {x} as its (largest|biggest) city"),
)

_OF_CITY = Move(
    path=("country",),
    source="city",
    target="country",
    many_targets=False,
    weight=3,
    asks=(
        "(which|what) (country|nation) is {x} (in|located in|situated in|part of|found in)",
        "in (which|what) (country|nation) (is|can I find|would I find|do you find|lies) {x}",
        "(which|what) (country|nation) (does|would) {x} (belong to|lie in)",
        "where (is|in the world is|on earth is|exactly is|can I find) {x} (located|)",
        "where's {x}",
        "{x} is in (which|what) country",
        "{x} (belongs to|lies in|is part of) (which|what) country",
        "(which|what) country (is home to|contains|has) (the city of|) {x}",
        "(which|what) country (am I|would I be|are you) in (when|if) (I'm|I were|you are) in {x}",
        "the city of {x} is in (which|what) country",
        "{x} (country|which country|where|in what country|is where)",
        "(what is|what's) the country of {x}",
        "I (am|was born|live) in {x}, (which|what) country is that",
    ),
    phrases=(
        "the (country|nation) (where|in which) {x} is (located|situated|found|)",
        "the (country|nation) (that|which|) {x} (is in|is part of|belongs to|lies in|is located in)",
        "the (country|nation) (that contains|containing|that includes|that is home to|with the city of|around) {x}",
        "{x's} country",
        "the country of {x}",
    ),
)

_SAME_LANGUAGE = Move(
    path=("language", "^language"),
    source="country",
    target="country",
    many_targets=True,
    weight=1.5,
    asks=(
        "(which|what) (other|) (countries|nations) (speak|use) (the|one of the|a) (language|languages|same language) (of|spoken in|as in) {x}",
        "where else (do people|do they) speak (like in|the same language as in|the languages of|what they speak in) {x}",
        "with (which|what) countries [does|do] {x} share (a|its|the same) language",
        "(which|what) (countries|nations) [does|do] {x} (share a language|have a language in common|have a common language) with",
        "{x} same language countries",
        "countries same language as {x}",
    ),
    verbs=(
        "<shares|share> (a|one|its|at least one) language with {x}",
        "<speaks|speak> the same (language|languages) as {x}",
        "<has|have> (a language in common|a common language|the same language|languages in common) (with|as) {x}",
        "<speaks|speak> a language (of|spoken in|used in) {x}",
    ),
    modifiers=(
        "sharing a language with {x}",
        "with the same language as {x}",
        "speaking the same language as {x}",
        "that share (a|the) language with {x}",
    ),
)

_SAME_OFFICIAL_LANGUAGE = Move(
    path=("official_language", "^official_language"),
    source="country",
    target="country",
    many_targets=True,
    asks=(
        "(which|what) countries [does|do] {x} share an official language with",
        "with (which|what) countries [does|do] {x} share (an|its) official language",
    ),
    verbs=(
        "<shares|share> (an|one|its|at least one) official language with {x}",
        "<has|have> the same official (language|languages) as {x}",
        "<has|have> an official language in common with {x}",
    ),
    modifiers=("with the same official language as {x}", "sharing an official language with {x}"),
)

_SAME_CURRENCY = Move(
    path=("currency", "^currency"),
    source="country",
    target="country",
    many_targets=True,
    weight=1.5,
    asks=(
        "with (which|what) countries [does|do] {x} share (its|a|the same) (currency|money)",
        "(which|what) countries [does|do] {x} (share a currency|share its currency|have the same currency|share money) (with|as)",
        "where else (can I|do people|do they) (use|spend|pay with) the (money|currency|cash) (of|from|used in) {x}",
        "where (else|) is the (currency|money) of {x} (used|accepted|legal tender)",
        "(who|which country) (else|) (uses|has) the (currency|money) of {x}",
        "{x} same currency countries",
    ),
    verbs=(
        "(also|) <uses|use> the same (currency|money) as {x}",
        "<shares|share> (a|its|the|their) currency with {x}",
        "<has|have> the same (currency|money) as {x}",
        "<pays|pay> with the same (money|currency) as {x}",
        "(also|) <uses|use> the (currency|money) of {x}",
        "<uses|use> {x's} currency",
    ),
    modifiers=(
        "with the same (currency|money) as {x}",
        "using the same (currency|money) as {x}",
        "sharing a currency with {x}",
    ),
)

_SAME_CONTINENT = Move(
    path=("continent", "^continent"),
    source="country",
    target="country",
    many_targets=True,
    asks=("(which|what) (other|) countries (are there|are|lie) on (the continent of|the same continent as) {x}",),
    verbs=(
        "<is|are> (on|in) the same continent as {x}",
        "<shares|share> (a|the|its) continent with {x}",
        "<belongs|belong> to the same continent as {x}",
        "<lies|lie> on {x's} continent",
    ),
    modifiers=("on the same continent as {x}", "on the continent of {x}", "on {x's} continent"),
)

_BY_CALLING_CODE = Move(
    path=("^calling_code",),
    source="calling code",
    target="country",
    many_targets=False,
    topic_only=True,
    asks=(
        "(which|what) country (has|uses) the (calling|dialling|dialing|phone|telephone|country) (code|prefix) {x}",
        "{x} is the (calling|dialling|dialing|phone|country) code of (which|what) country",
        "where (is|does) a (call|phone call|number) (from|starting with|beginning with) {x} (coming from|come from)",
        "(which|what) country do (phone|telephone|) numbers (starting|beginning) with {x} belong to",
        "(which|what) country (is|has|uses|belongs to) {x}",
        "who called me from {x}, which country is that",
        "{x} (country|country code|calling code|which country|phone code)",
    ),
    modifiers=(
        "with the (calling|dialling|phone|country) code {x}",
        "whose (calling|dialing|phone) code is {x}",
        "with phone numbers starting with {x}",
    ),
    verbs=(
        "<has|have> the (calling|dialling|phone|country) code {x}",
        "<uses|use> the (telephone|dialing) (prefix|code) {x}",
    ),
)

_BY_DOMAIN = Move(
    path=("^internet_domain",),
    source="internet domain",
    target="country",
    many_targets=False,
    topic_only=True,
    asks=(
        "(which|what) country (uses|has|owns) the (domain|internet domain|top-level domain|TLD|web domain|domain ending) {x}",
        "{x} is the (domain|internet domain|top-level domain|TLD) of (which|what) country",
        "(which|what) country do (websites|web addresses|web sites|domains) ending (in|with) {x} belong to",
        "where (is|are) (a|) (website|websites|site|web page) (ending in|ending with|with) {x} from",
        "(which|what) country does {x} (stand for|belong to|refer to)",
        "{x} (domain|domain country|tld country|which country)",
    ),
    modifiers=(
        "with the (domain|internet domain|top-level domain|TLD) {x}",
        "whose (internet domain|domain|TLD) is {x}",
        "whose (websites|web addresses) end in {x}",
    ),
    verbs=(
        "<has|have> the (domain|internet domain|top-level domain) {x}",
        "<uses|use> {x} (domains|web addresses|as its domain)",
    ),
)

COUNTRY_MOVES = (
    _BORDERS,
    _BY_LANGUAGE,
    _BY_OFFICIAL_LANGUAGE,
    _BY_CURRENCY,
    _BY_CONTINENT,
    _BY_TIME_ZONE,
    _BY_CAPITAL,
    _BY_LARGEST_CITY,
    _OF_CITY,
    _SAME_LANGUAGE,
    _SAME_OFFICIAL_LANGUAGE,
    _SAME_CURRENCY,
    _SAME_CONTINENT,
    _BY_CALLING_CODE,
    _BY_DOMAIN,
)
"""Every move that leads to countries."""
