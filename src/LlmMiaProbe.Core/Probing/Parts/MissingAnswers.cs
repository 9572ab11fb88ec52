using LlmMiaProbe.Evidence;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Probing;

/// <summary>What a store lacks for a run that asks no model: by part of the model, how many answers, about which documents.</summary>
public sealed class MissingAnswers
{
    /// <summary>Documents that are named for each model.</summary>
    public const int MostNamed = 20;

    private readonly Dictionary<ModelRole, Lacking> _byModel = [];

    /// <summary>In the order in which the models were to be asked.</summary>
    public IReadOnlyList<MissingOfModel> ByModel =>
        [.. _byModel.Select(pair => new MissingOfModel(pair.Key, pair.Value.Answers, pair.Value.Documents.Count, pair.Value.Named))];

    /// <summary>What <see cref="MissingOfModel.Documents"/> counts, such as <c>document</c>.</summary>
    public string Unit { get; set; } = "document";

    /// <param name="role">Whose answer is missing.</param>
    /// <param name="about">The document that it is about.</param>
    public void Add(ModelRole role, string about)
    {
        if (!_byModel.TryGetValue(role, out var lacking))
        {
            _byModel.Add(role, lacking = new Lacking());
        }

        lacking.Answers++;
        if (lacking.Documents.Add(about) && lacking.Named.Count < MostNamed)
        {
            lacking.Named.Add(about);
        }
    }

    /// <exception cref="MissingAnswersException">Something is missing.</exception>
    public void RequireNone()
    {
        if (_byModel.Count > 0)
        {
            throw new MissingAnswersException(this);
        }
    }

    private sealed class Lacking
    {
        public long Answers { get; set; }

        public HashSet<string> Documents { get; } = new(StringComparer.Ordinal);

        public List<string> Named { get; } = [];
    }
}

/// <summary>What a store lacks of one model.</summary>
/// <param name="Role">Its part in the run.</param>
/// <param name="Answers">Token scores or attempts.</param>
/// <param name="Documents">Documents that they are about.</param>
/// <param name="Named">The first of these.</param>
public sealed record MissingOfModel(ModelRole Role, long Answers, long Documents, IReadOnlyList<string> Named);

/// <summary>A run that asks no model found less in the store than it needs.</summary>
public sealed class MissingAnswersException : ProbeException
{
    internal MissingAnswersException(MissingAnswers missing)
        : base(Sentence(missing)) => Missing = missing;

    public MissingAnswers Missing { get; }

    private static string Sentence(MissingAnswers missing)
    {
        var answers = missing.ByModel.Sum(model => model.Answers);
        return $"the store lacks {answers} {(answers == 1 ? "answer" : "answers")} that the run needs "
            + $"({string.Join(", ", missing.ByModel.Select(model => $"{model.Role} {model.Answers}"))}), and --no-decode asks no model: "
            + "gather and merge what is missing, or leave --no-decode out";
    }
}

/// <summary>Whom a run asks: its models, or its store alone.</summary>
internal static class Respondents
{
    /// <param name="missing">Null where models are asked.</param>
    /// <param name="store">Of the run.</param>
    /// <param name="role">The model's part. What answers from a table is asked in any case.</param>
    /// <param name="scorer">The model.</param>
    public static EvidenceGatherer Gatherer(this MissingAnswers? missing, IProbeStore store, ModelRole role, IScorer scorer) =>
        missing is null || EvidenceSource.Of(role).IsTable
            ? new EvidenceGatherer(store, scorer)
            : EvidenceGatherer.OfStoreAlone(store, scorer, key => store.FindFailedEvidence(key)?.Reason);

    /// <param name="missing">Null where models are asked.</param>
    /// <param name="log">Of the run.</param>
    /// <param name="run">The run.</param>
    /// <param name="generator">The model.</param>
    /// <param name="toolVersion">Version of this program.</param>
    /// <param name="time">For time stamps.</param>
    public static AttemptRecorder Recorder(
        this MissingAnswers? missing, IAttemptLog log, long run, IGenerator generator, string toolVersion, TimeProvider time) =>
        missing is null ? new AttemptRecorder(log, run, generator, toolVersion, time) : AttemptRecorder.OfLogAlone(log, run, generator);
}
