using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Questions;

/// <summary>Puts the documents of a run on record and judges what models reply to questions about them. Texts are in memory.</summary>
/// <param name="store">Where the run is.</param>
/// <param name="settings">Corpora, resamples and seed.</param>
/// <param name="method">What is asked.</param>
/// <param name="progress">Told as documents are read.</param>
public sealed class QuestionProbe(IProbeStore store, RunSettings settings, IQuestionMethod method, IProgress<ProbeProgress> progress)
{
    /// <summary>Told in one sentence each what only reading the corpus to its end showed; null where nobody listens.</summary>
    public Action<string>? Told { get; init; }

    /// <summary>The documents without a run: what a plan needs.</summary>
    /// <exception cref="ConfigurationException">A line is unreadable and the run is strict.</exception>
    /// <exception cref="PrerequisiteException">A source is missing, or there is no document at all.</exception>
    public static IReadOnlyList<AskedDocument> Read(RunSettings settings) =>
    [
        .. RunCorpus.Read(settings).Where(read => read.Entry.Document is not null)
            .Select(
                (read, i) => read.Entry.Document is { } document
                    ? Describe(document, i, read.Calibrates)
                    : throw new InvalidOperationException("A document is gone.")),
    ];

    /// <summary>The documents of a part, as the whole run numbers them.</summary>
    /// <inheritdoc cref="Read(RunSettings)" path="/exception"/>
    internal static IReadOnlyList<AskedDocument> Read(RunSettings settings, RunPart part) =>
    [
        .. RunCorpus.Read(settings)
            .Where(read => read.Entry.Document is not null)
            .Select((read, i) => (Document: read.Entry.Document!, Ordinal: i, read.Calibrates))
            .SkipWhile(read => read.Ordinal < part.From.Document)
            .TakeWhile(read => part.Has(read.Ordinal))
            .Select(read => Describe(read.Document, read.Ordinal, read.Calibrates)),
    ];

    /// <summary>Puts the documents on record.</summary>
    /// <exception cref="ConfigurationException">A line is unreadable and the run is strict, or a calibration document is under test.</exception>
    /// <exception cref="PrerequisiteException">There is no document at all.</exception>
    public (IReadOnlyList<AskedDocument> Documents, TestDesign Design, DataHealth Health) Register(long run, CancellationToken cancellationToken)
    {
        var corpus = new RegisteredCorpus(store, run, settings) { Told = Told };
        var (design, health) = corpus.Register(new Dictionary<string, string>(), progress, cancellationToken);
        var tied = Kinship.Tie([.. store.ReadDocuments(run)], health.Copies);
        return ([.. tied.Zip(corpus.Read(), (document, read) => new AskedDocument(document, read.Text))], design, health);
    }

    /// <summary>Evaluates what a model replied.</summary>
    public ModelAnswers Evaluate(Models.ModelRole role, MethodAnswers answers, TestDesign design) => new(
        role,
        answers,
        [.. method.Measures.Select((measure, place) => MeasureEvaluation.Of(measure, place, answers.Documents, design, settings.Resamples, settings.Seed))]);

    /// <summary>Keeps the scores of the target.</summary>
    public void Keep(long run, MethodAnswers answers) => store.ReplaceScores(run,
        answers.Documents.SelectMany(
            document => method.Measures.Select((measure, place) => new StoredScore(document.Document.Ordinal, measure, document.Scores[place])))
            .OrderBy(score => score.Ordinal).ThenBy(score => score.Attack, StringComparer.Ordinal));

    private static AskedDocument Describe(Document document, int ordinal, bool calibrates) =>
        new(
            new RunDocument(ordinal, document.Id, document.Label, document.Group, document.Fields, Evidence.DocumentFacts.Of(document.Text), calibrates),
            document.Text);
}
