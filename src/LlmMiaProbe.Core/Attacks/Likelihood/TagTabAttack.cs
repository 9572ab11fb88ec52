using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>Probability of the rarest words of each sentence: what is known of a text shows where guessing does not help.</summary>
public sealed class TagTabAttack : IDocumentAttack
{
    public const string NoSentence = "no sentence of 7 to 40 words with a scored token was found (words are told apart by spaces and punctuation)";

    private const int FewestWords = 7;
    private const int MostWords = 40;

    private static readonly AttackParameter K = new("k", 4, 1, 40, "words of each sentence that are looked at, the rarest") { IsInteger = true };
    private static readonly AttackParameter First = new("first", 0, 0, 1, "1 looks at the first token of each word only, 0 at all its tokens")
    {
        IsInteger = true,
    };

    public AttackDescription Description { get; } = new()
    {
        Id = "tag-tab",
        Title = "Tag&Tab (rare words)",
        Formula = "mean over sentences of 7 to 40 words of the mean lp_t over the tokens of their k rarest words, by --word-frequencies",
        Paper = "Antebi et al. 2025, arXiv 2501.08454",
        Notes = "Needs a word frequency table of general text in the documents' language ('mia-probe frequencies build --words'), "
            + "or of the run's own calibration corpus; the documents under test do not belong into it. "
            + "The paper also takes named entities as keywords; without a recogniser there are none here, though rare names are rare words. "
            + "It chooses k between 1 and 10; do not choose it on the labels that are judged. "
            + "Sentences end at . ! ? before a space, so an abbreviation ends one too; of equally rare words the earlier counts. "
            + "A language that does not separate words has no such sentences.",
        Parameters = [K, First],
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) =>
        [EvidenceRequest.Target(TextVariant.Plain), EvidenceRequest.WordFrequencies];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings)
    {
        var (target, words) = (document.Target, document[EvidenceRequest.WordFrequencies]);
        if (target.Count == 0)
        {
            return AttackScore.NotApplicable(Reasons.NoScoredToken);
        }

        // Without BOS the target does not score the first token; the table always does.
        var unscored = words.Count - target.Count;
        if (unscored is not (0 or 1) || !words.Tokens.AsSpan(unscored).SequenceEqual(target.Tokens))
        {
            return AttackScore.NotApplicable(DcPddAttack.OtherTokens);
        }

        List<double> sentences =
        [
            .. Words(words, unscored).GroupBy(word => word.Sentence)
                .Where(sentence => sentence.Count() is >= FewestWords and <= MostWords)
                .Select(sentence => Keywords(sentence, settings).Select(t => (double)target.LogProb[t]).ToList())
                .Where(logProbs => logProbs.Count > 0)
                .Select(logProbs => logProbs.Average()),
        ];
        return sentences.Count == 0 ? AttackScore.NotApplicable(NoSentence) : AttackScore.Of(sentences.Average());
    }

    /// <summary>Words with the scored positions of their tokens.</summary>
    private static IEnumerable<(int Sentence, float LogFrequency, List<int> Positions)> Words(TokenScores words, int unscored) =>
        Enumerable.Range(0, words.Count)
            .Where(i => words.Rank[i] > 0)
            .GroupBy(i => words.Rank[i])
            .Select(word => (words.Top1[word.First()], words.LogProb[word.First()], word.Select(i => i - unscored).Where(t => t >= 0).ToList()));

    private static IEnumerable<int> Keywords(IEnumerable<(int Sentence, float LogFrequency, List<int> Positions)> sentence, AttackSettings settings) =>
        sentence.OrderBy(word => word.LogFrequency).Take((int)settings[K])
            .SelectMany(word => settings[First] == 1 ? word.Positions.Take(1) : word.Positions);
}
