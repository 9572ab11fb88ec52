using System.Globalization;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Prompts;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Questions;

/// <summary>
/// Data Contamination Quiz (Golchin and Surdeanu 2023, arXiv 2311.06233): the original among three rewritings of single words,
/// or none of them? First quizzes without an original show what places the model prefers; then the original stands on each of
/// the others, and what the preference for that place explains is taken off.
/// </summary>
/// <param name="prompts">The prompts.</param>
/// <param name="words">Words of a passage.</param>
/// <param name="passages">Passages of a document at most.</param>
/// <param name="seed">Of the rewritings.</param>
public sealed class ContaminationQuiz(PromptLibrary prompts, int words, int passages, int seed) : IQuestionMethod
{
    internal static readonly PromptSlot QuizQuestion = new("quiz-question", ["a", "b", "c", "d", "e"], ["title"]);

    internal static readonly PromptSlot QuizRewrite = new("quiz-rewrite", ["passage"], []);

    private const string None = "None of the passages above";

    private readonly LetterQuestions _questions = new(prompts.Of(QuizQuestion), QuizBias.Places + 1);

    public string Id => FormattableString.Invariant($"quiz(passages={passages},words={words})");

    public IReadOnlyList<string> Measures { get; } = ["quiz"];

    public bool IsExtraction => false;

    public bool NeedsWriter => true;

    public string WhyWhole => "where the right passage stands depends on the replies about all documents";

    public QuestionCost CostOf(IReadOnlyList<AskedDocument> documents, ITextTokenizer tokenizer) => documents
        .SelectMany(document => Passages.Of(document.Text, words, passages).Select(passage => (document.Title, Passage: passage)))
        .Aggregate(QuestionCost.None, (cost, each) => cost
            + (_questions.CostOf(tokenizer, each.Title, [.. Enumerable.Repeat(each.Passage, QuizBias.Places), None]) * (1 + QuizBias.Places))
            + (PassageWriter.CostOf(tokenizer, prompts.Of(QuizRewrite), each.Passage) * QuizBias.Places));

    public async Task<MethodAnswers> AskAsync(Asker target, Asker? writer, IReadOnlyList<AskedDocument> documents, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var (asked, replies) = await new PassageWriter(writer, prompts.Of(QuizRewrite), AttemptPurpose.QuizRewrite, seed)
            .WriteAsync(documents, words, passages, QuizBias.Places, cancellationToken);
        var usable = asked.Where(entry => entry.Passage.Reason is null).ToList();
        var biasAnswers = await _questions.AskAsync(
            target,
            AttemptPurpose.QuizBias,
            [.. usable.Select(entry => (entry.Document.Hash, _questions.Request(entry.Document.Title, [.. entry.Passage.Rewritings, None], 0), -1))],
            cancellationToken);
        var bias = QuizBias.Of([.. biasAnswers.Select(answer => answer.Answer.Chosen).OfType<int>()]);
        var places = bias?.Unpreferred ?? [];
        var questions = usable
            .SelectMany(
                entry => places.Select(
                    place => (entry.Document, Question: (entry.Document.Hash, _questions.Request(
                        entry.Document.Title, Options(entry.Passage, place), 0), place))))
            .ToList();
        var answers = await _questions.AskAsync(target, AttemptPurpose.Quiz, [.. questions.Select(question => question.Question)], cancellationToken);
        var byDocument = questions.Zip(answers).ToLookup(pair => pair.First.Document.Document.Ordinal, pair => pair.Second);
        var biasOf = usable.Zip(biasAnswers).ToLookup(pair => pair.First.Document.Document.Ordinal, pair => pair.Second.Reply);
        var passagesOf = asked.ToLookup(entry => entry.Document.Document.Ordinal, entry => entry.Passage);
        return new MethodAnswers(
            [
                .. documents.Select(
                    document => Judge(
                        document, [.. passagesOf[document.Document.Ordinal]], bias, [.. byDocument[document.Document.Ordinal]],
                        [.. biasOf[document.Document.Ordinal]])),
            ])
        {
            Writer = replies,
            Remarks = bias is null ? [] : Remarks(bias, [.. questions.Zip(answers, (question, answer) => (question.Document.Document.Label, answer.Answer))]),
        };
    }

    private static string[] Options(RewrittenPassage passage, int place)
    {
        string[] texts = [.. passage.Rewritings.Take(QuizBias.Places), None];
        texts[place] = passage.Passage;
        return texts;
    }

    private DocumentAnswers Judge(
        AskedDocument document,
        List<RewrittenPassage> written,
        QuizBias? bias,
        List<(LetterAnswer Answer, JudgedReply Reply)> answers,
        List<JudgedReply> biasReplies)
    {
        var tally = ReplyTally.Of(answers.Select(answer => answer.Reply).Concat(biasReplies));
        if (written.All(passage => passage.Reason is not null))
        {
            return DocumentAnswers.NotApplicable(document.Document, Measures.Count, written.Count == 0
                ? FormattableString.Invariant($"it has fewer than {Passages.FewestWords} words")
                : $"no passage could be rewritten: {written.Select(passage => passage.Reason).First(reason => reason is not null)}");
        }

        return bias is not null && Score(bias, [.. answers.Select(answer => answer.Answer)], bias.Unpreferred) is { } score
            ? new DocumentAnswers(document.Document, [AttackScore.Of(score)], tally)
            {
                Facts = [new("passages", written.Count(passage => passage.Reason is null).ToString(CultureInfo.InvariantCulture))],
            }
            : DocumentAnswers.NotApplicable(document.Document, Measures.Count, $"not every place of the original got an answer ({tally})", tally);
    }

    /// <summary>The mean over the places of what remains of the right choices there.</summary>
    /// <returns>Null if nothing was answered with the original on one of the places.</returns>
    internal static double? Score(QuizBias bias, IReadOnlyList<LetterAnswer> answers, IReadOnlyList<int> places)
    {
        var corrected = places.Select(place => answers
            .Where(answer => answer.Right == place)
            .Select(answer => answer.Credit)
            .OfType<double>()
            .ToList() is { Count: > 0 } credits
            ? bias.Corrected(credits.Average(), place)
            : null).ToList();
        return corrected.Count == 0 || corrected.Contains(null) ? null : corrected.OfType<double>().Average();
    }

    private static List<(string Label, string Text)> Remarks(QuizBias bias, List<(Membership Label, LetterAnswer Answer)> answers)
    {
        List<(string, string)> remarks =
        [
            ("letters", "without a right passage it chose "
                + $"{string.Join(", ", bias.Shares.Select((share, i) => $"{(char)('A' + i)} {Figures.WholePercent(share)}"))}; "
                + $"the original stood on {string.Join(", ", bias.Unpreferred.Select(place => (char)('A' + place)))}."),
        ];
        foreach (var set in answers.GroupBy(answer => answer.Label).OrderBy(set => set.Key))
        {
            var byPlace = bias.Unpreferred.Select(place => Score(bias, [.. set.Select(entry => entry.Answer)], [place])).OfType<double>().ToList();
            remarks.AddRange(
                byPlace.Count == 0
                    ? []
                    : [
                        ("corrected",
                            $"{(set.Key == Membership.NonMember ? "controls" : set.Key == Membership.Member ? "labelled members" : "documents under test")}: "
                            + $"right choices beyond the bias from {byPlace.Min().ToString("0.000", CultureInfo.InvariantCulture)} to "
                            + $"{byPlace.Max().ToString("0.000", CultureInfo.InvariantCulture)} by place of the original."),
                    ]);
        }

        return remarks;
    }
}

/// <summary><c>ask quiz</c>.</summary>
internal sealed class ContaminationQuizRoute : QuestionRoute
{
    private const string PassagesOf = "passages";
    private const string Words = "words";

    public override string Name => "quiz";

    public override string Summary => "Ask for the original among rewritten passages, or none (Data Contamination Quiz, Golchin and Surdeanu 2023).";

    public override string Example => """
        --model chat.gguf --paraphraser writer.gguf \
            --members known.jsonl --non-members controls.jsonl
        """;

    public override string Help =>
        """
        A model that you name replaces words in four copies of each passage. First a
        quiz of four such copies shows which letters the model prefers when none is
        right; then the original stands on each place that it does not prefer, and the
        score is what remains of its right choices beyond that preference, as in Cohen's
        kappa: 1 if all are right, 0 at chance. The preference is measured over all
        documents together.
        """;

    public override IReadOnlyList<PromptSlot> Slots => [ContaminationQuiz.QuizQuestion, ContaminationQuiz.QuizRewrite];

    public override bool RewritesPassages => true;

    public override IReadOnlyList<RouteParameter> Parameters =>
    [
        RouteParameter.Count(PassagesOf, "passages of a document at most", 1),
        RouteParameter.Count(Words, "words of a passage", 64),
    ];

    public override IQuestionMethod Create(PromptLibrary prompts, RouteValues values, int seed) =>
        new ContaminationQuiz(prompts, values.Count(Words), values.Count(PassagesOf), seed);
}
