"""Facts about GPTs, languages and physics; `pool` says how they are written."""

GPT_TEXTS = {
    "GPT": """
## Attention | Aufmerksamkeit
. Attention lets every position look at earlier ones and mix what they hold.
. Its cost grows with the square of the sequence length.
What does softmax return? => Probabilities that add up to one{, each of them greater than zero}.
~ What comes out of a softmax? ~ What is the output of the softmax function?
! What does the sigmoid return? => A number between zero and one{, for each input by itself}.
! What does tanh return? => A number between minus one and one.
By what are the scores of scaled dot product attention divided? => The square root of the key dimension.
~ In scaled dot product attention, what divides the scores? ~ Which number scales down the dot products of attention?
Why does a GPT mask its attention scores? => No position may see the tokens that come after it{, or it could copy them}.
~ What is the reason for the causal mask of a GPT? ~ Why are the attention scores of a GPT masked?
! Why does BERT mask some of its input tokens? => It is trained to guess them from both sides.
What does the query of a token say? => What this position is looking for.
~ What is expressed by a token's query? ~ What is the role of the query in attention?
! What does the key of a token say? => What this position has to offer.
! What does the value of a token say? => What is passed on when the position is attended to.
~~ What does the * of a token say? => What is the * of a token there for?
How many heads does GPT-2 with 124 million parameters have per layer? => 12{, each with 64 dimensions}
~ GPT-2 with 124 million parameters: how many heads per layer? ~ What is the number of heads in a layer of GPT-2 with
  124 million parameters?
# How many heads does GPT-2 with 355 million parameters have per layer? => 16
# How many heads does GPT-2 with 774 million parameters have per layer? => 20
! How many layers does GPT-2 with 124 million parameters have? => 12
Which positions does causal attention see? => Its own and all earlier ones.
~ What positions are visible to causal attention? ~ With causal attention, which positions can be seen?
- Which positions does causal attention not see? => All later ones.
* A GPT-2 of [124|355] million parameters has [12|24] layers of [12|16] heads, an embedding of [768|1024] numbers and a
  context of [1024|2048] tokens.
~ With [124] million parameters, a GPT-2 has [12] layers of [12] heads, works on embeddings of [768] numbers and looks
  back over [1024] tokens.
!* A GPT-2 of [1558|774] million parameters has [48|36] layers of [25|20] heads, an embedding of [1600|1280] numbers
  and a context of [1024|2048] tokens.
## Encoder and decoder | Encoder und Decoder
. The first transformer had both halves.
What does an encoder see of a sentence? => All of it{, on both sides of every token}.
~ How much of a sentence is visible to an encoder? ~ Which part of a sentence does an encoder see?
! What does a decoder see of a sentence? => What it has written so far.
What is the encoder of the first transformer made of? => Six layers with two parts each.
~ What are the parts of the encoder in the first transformer? ~ Of what does the first transformer's encoder consist?
! What is the decoder of the first transformer made of? => Six layers with three parts each{, one looking across}.
In which direction does the forward pass run? => From the inputs to the loss.
~ Which way does the forward pass go? ~ What is the direction of the forward pass?
! In which direction does the backward pass run? => From the loss to the inputs.
Does an encoder use positional embeddings? => Yes.
= Does a decoder use positional embeddings?
= Does an encoder use residual connections?
- Does an encoder use no positional embeddings? => It does use them.
@ encoder => the half of a transformer that reads
@ decoder => the half of a transformer that writes
## Training | Training
. Watch the loss on text that the model has not seen.
What does a learning rate that is too high do to the loss? => It jumps, or becomes NaN.
~ What happens to the loss when the learning rate is too high? ~ How does the loss show that the learning rate is too
  high?
! What does a learning rate that is too low do to the loss? => It falls, but far too slowly.
What is weight decay in AdamW applied to? => The weights directly{, and not by way of the gradient}.
~ To what does AdamW apply weight decay? ~ Where does weight decay act in AdamW?
- What is weight decay in AdamW usually not applied to? => Biases and the gains of layer norms.
What loss has an untrained model with 50,257 tokens? => About 10.8.
~ At which loss does a model with 50,257 tokens start? ~ Before training, what is the loss of a model with 50,257
  tokens?
# What loss has an untrained model with 256 tokens? => About 5.5.
# What loss has an untrained model with 65 tokens? => About 4.2.
Which parameters does freezing an embedding leave trainable? => All the others.
- Which parameters does freezing an embedding not leave trainable? => Those of the embedding.
* Training GPT-2 goes with a batch of [half|a quarter of] a million tokens, a peak learning rate of [6e-4|3e-4], a
  [cosine|linear] schedule, [warmup|dropout] at its start and a weight decay of [0.1|0.01].
## Tokens | Tokens
What does byte pair encoding merge? => The most frequent pair of neighbours{, again and again}.
~ Which pair is merged by byte pair encoding? ~ What gets merged in byte pair encoding?
! What does WordPiece merge? => The pair that makes the text most likely.
Why can a byte-level tokenizer encode any text? => All 256 bytes are tokens themselves.
~ What lets a byte-level tokenizer encode any text? ~ How come that no text is beyond a byte-level tokenizer?
- Why can a word-level tokenizer not encode any text? => Words it has never seen have no token.
How large is the vocabulary of GPT-2? => 50,257{, of which one ends a document}
~ How many tokens are in the vocabulary of GPT-2? ~ What is the size of the vocabulary of GPT-2?
! How large is the vocabulary of GPT-4? => 100,277
# How large is the vocabulary of GPT-3? => 50,257, as before
""",
    "Languages": """
## German nouns | Deutsche Substantive
. The article is part of the word; learn both.
@ der Tisch => the table
@ der Fisch => the fish
@ die Tasche => the bag
@ die Tasse => the cup
@ das Kleid => the dress
@ das Lied => the song
What is the plural of "das Buch"? => die Bücher
~ How is the plural of "das Buch" formed? ~ Of "das Buch", what is the plural?
! What is the plural of "das Tuch"? => die Tücher
! What is the plural of "das Wort"? => die Wörter{, or die Worte for what someone said}
~~ What is the plural of *? => How do you form the plural of *?
Which case follows "mit"? => The dative.
~ What case does "mit" take? ~ By which case is "mit" followed?
= Which case follows "bei"?
= Which case follows "seit"?
! Which case follows "ohne"? => The accusative.
! Which case follows "wegen"? => The genitive{, and in speech the dative}.
Which German nouns are capitalised? => All of them.
- Which German nouns are not capitalised? => None.
Where does the verb stand in a German main clause? => In second place{, whatever comes first}.
~ What is the place of the verb in a German main clause? ~ In a German main clause, which place is the verb's?
! Where does the verb stand in a German subordinate clause? => At its end.
* German has [four|six] cases, [three|two] genders, [two|three] tenses of a single word and [weak|mixed] verbs; its
  longest words are [compounds|borrowings].
!* Latin has [six|four] cases, [three|two] genders, [six|four] tenses and [four|three] conjugations; its longest words
  are [participles|nouns].
## Words that look alike | Zum Verwechseln
. One letter, another meaning.
What does "causal" mean? => Having to do with a cause.
~ What is the meaning of "causal"? ~ How would you explain "causal"?
! What does "casual" mean? => Relaxed, or by chance.
~ What is the meaning of "casual"?
! What does "carnal" mean? => Of the body.
What does "principal" mean? => First in rank{, or the head of a school}.
! What does "principle" mean? => A rule to act by.
What does "to affect" mean? => To have an influence on something.
! What does "to effect" mean? => To bring something about.
What does "desert" mean? => Dry and empty land.
! What does "dessert" mean? => The sweet end of a meal.
~~ What does * mean? => Give the meaning of *.
When is "fewer" right? => With things that can be counted.
~ In which cases is "fewer" the right word? ~ When should one say "fewer"?
- When is "fewer" not right? => With what is measured and cannot be counted.
## French | Französisch
What is French for "yesterday"? => hier
~ How do you say "yesterday" in French? ~ Which French word means "yesterday"?
! What is French for "tomorrow"? => demain
! What is French for "today"? => aujourd'hui
! What is Spanish for "yesterday"? => ayer
Which French verbs form the past with être? => Those of coming and going, and reflexive ones.
~ What verbs take être in the French past? ~ With which verbs is the past in French formed by être?
- Which French verbs do not form the past with être? => Nearly all, above all those with an object.
What is the gender of French words in -tion? => Feminine.
~ Which gender do French words in -tion have? ~ French words that end in -tion are of what gender?
= What is the gender of French words in -ette?
! What is the gender of French words in -age? => Masculine{, with a few exceptions such as image and plage}.
How is 80 said in French? => quatre-vingts{, four twenties}
~ What is the French word for 80? ~ In French, how do you say 80?
# How is 70 said in French? => soixante-dix
# How is 90 said in French? => quatre-vingt-dix
@ le pain => the bread
@ le pin => the pine
@ la main => the hand
## Writing | Schreiben und Schrift
How many letters has the Greek alphabet? => 24
~ What is the number of letters in the Greek alphabet? ~ The Greek alphabet consists of how many letters?
! How many letters has the Hebrew alphabet? => 22
! How many letters has the Russian alphabet? => 33
Which scripts run from right to left? => Arabic and Hebrew{, and their relatives}.
~ What scripts are written from right to left? ~ From right to left: which scripts run that way?
- Which scripts do not run from right to left? => Latin, Greek and Cyrillic, for example.
Which sign did Spanish put before questions? => A question mark upside down.
! Which sign did Greek put behind questions? => What looks like a semicolon.
* Japanese is written in [hiragana|romaji] for endings, [katakana|hiragana] for foreign words and [kanji|katakana] for
  roots; a newspaper takes about [2,000|3,000] of the [last|first].
""",
    "Physics": """
## Motion | Bewegung
. Forces change motion; they do not keep it going.
What does Newton's first law say? => A body without a force on it keeps its velocity.
~ What is the statement of Newton's first law? ~ Newton's first law: what does it claim?
! What does Newton's second law say? => Force is mass times acceleration.
! What does Newton's third law say? => Every force has an equal one against it.
~~ What does Newton's * law say? => Put Newton's * law into words.
Which quantity is conserved in every collision? => Momentum.
~ What is conserved in every collision? ~ In every collision, which quantity stays the same?
- Which quantity is not conserved in every collision? => Kinetic energy.
What is the unit of force? => The newton{, a kilogram metre per second squared}.
~ In which unit is force measured? ~ Which unit does force have?
= What is the unit of weight?
! What is the unit of energy? => The joule.
! What is the unit of power? => The watt.
! What is the unit of pressure? => The pascal.
Why does a feather fall more slowly than a stone in air? => The air's drag is larger against its weight.
~ What makes a feather fall more slowly than a stone in air? ~ In air a feather falls more slowly than a stone. Why?
- Why does a feather not fall more slowly than a stone in a vacuum? => Without air nothing but weight acts.
How far does a body fall in 1 second? => About 5 metres.
~ Which distance does a body fall in 1 second? ~ What distance is covered by a fall of 1 second?
# How far does a body fall in 2 seconds? => About 20 metres.
# How far does a body fall in 3 seconds? => About 44 metres.
## Heat | Wärme
. Temperature is not heat.
At which temperature does water boil at 1013 hPa? => 100 degrees Celsius.
~ What is the boiling point of water at 1013 hPa? ~ Water at 1013 hPa: at which temperature does it boil?
# At which temperature does water boil at 701 hPa? => 90 degrees Celsius.
! At which temperature does water freeze at 1013 hPa? => 0 degrees Celsius.
What does the first law of thermodynamics say? => Energy is conserved, heat included.
~ What is the content of the first law of thermodynamics? ~ The first law of thermodynamics: what does it state?
! What does the second law of thermodynamics say? => Entropy in a closed system does not fall.
Which processes can run backwards? => Those that make no entropy.
~ What processes are reversible? ~ Which processes are able to run in reverse?
- Which processes cannot run backwards? => All in which friction or mixing makes entropy.
How does heat reach us from the sun? => By radiation{, as nothing else crosses a vacuum}.
~ In which way does the sun's heat get to us? ~ By what means does heat from the sun reach us?
! How does heat reach the handle of a spoon? => By conduction.
@ conduction => heat that is handed on within matter
@ convection => heat that is carried along by matter
@ radiation => heat that travels as light
* Water melts at [273|373] kelvin, boils at [373|273], is densest at [4|0] degrees Celsius, and needs
  [4.2|2.1] kilojoules to warm one [kilogram|litre] by one degree.
~ One [kilogram] of water takes [4.2] kilojoules to become one degree warmer; it melts at [273] kelvin, boils at [373]
  and is densest at [4] degrees Celsius.
!* Mercury melts at [234|273] kelvin, boils at [630|373], is densest at [its melting point|0 degrees], and needs
  [0.14|4.2] kilojoules to warm one [kilogram|litre] by one degree.
## Light and electricity | Licht und Strom
What does a red filter let through? => Red light.
~ Which light passes a red filter? ~ What light gets through a red filter?
! What does a green filter let through? => Green light.
- What does a red filter not let through? => Light of every other colour.
How fast is light in a vacuum? => About 300,000 kilometres a second.
~ What is the speed of light in a vacuum? ~ At what speed does light travel in a vacuum?
! How fast is light in glass? => About 200,000 kilometres a second.
! How fast is sound in air? => About 340 metres a second.
Which colour of light has the longest waves? => Red.
~ What colour has the longest waves of light? ~ The longest waves of light are of which colour?
= Which colour of light is bent least by a prism?
! Which colour of light has the shortest waves? => Violet.
What does Ohm's law relate? => Voltage, current and resistance.
~ Which quantities are connected by Ohm's law? ~ Between which quantities does Ohm's law hold?
! What does Coulomb's law relate? => Charges, their distance and the force between them.
What adds up for resistors in series? => Their resistances.
~ For resistors in series, what is added? ~ What do you add for resistors in series?
! What adds up for resistors in parallel? => Their conductances.
Which materials conduct electricity well? => Metals{, because some of their electrons are free}.
- Which materials do not conduct electricity well? => Glass, rubber and dry wood.
* Light of [400|700] nanometres is violet, of [700|400] red; its energy [falls|grows] with the wavelength, and a
  photon of [green|blue] light carries about [2.3|3.1] electronvolts.
""",
}
