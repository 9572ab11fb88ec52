using LlmMiaProbe.Attacks;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Probing;

/// <summary>
/// Where a kind of evidence comes from: what a run must be given for it, what is said where that is missing, and how it is opened. A new
/// kind is one class and a line in <see cref="All"/>.
/// </summary>
public abstract class EvidenceSource
{
    private protected EvidenceSource()
    {
    }

    /// <summary>In the order in which a run is told what it lacks: what serves many attacks comes first.</summary>
    public static IReadOnlyList<EvidenceSource> All { get; } =
    [
        new ReferenceSource(), new PairSource(), new FrequencySource(), new WordFrequencySource(), new ShadowSource(), new TrainedShadowSource(),
        new TargetSource(),
    ];

    /// <summary>What a run lacks without it, such as <c>no reference model</c>.</summary>
    public abstract string Lack { get; }

    /// <summary>What gives it to a run, such as <c>--reference</c>.</summary>
    public abstract string Option { get; }

    /// <summary>It is a language model by itself, whose tokenizer and BOS count, and neither a table nor several models.</summary>
    public virtual bool IsLanguageModel => false;

    /// <summary>It answers from a table, without decoding.</summary>
    public virtual bool IsTable => false;

    /// <summary>It works on the target's tokens or distributions, which an endpoint does not lend.</summary>
    public virtual bool WorksOnTargetTokens => false;

    /// <summary>The source that answers for a role.</summary>
    public static EvidenceSource Of(ModelRole role) => All.First(source => source.Answers(role));

    /// <summary>The first source that an attack needs and a run was not given; null if it has all.</summary>
    public static EvidenceSource? MissingFrom(RunSettings run, ConfiguredAttack attack)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(attack);
        return All.FirstOrDefault(source => !source.IsGiven(run) && attack.Evidence.Any(request => source.Answers(request.Model)));
    }

    /// <summary>Whether evidence under this role comes from here.</summary>
    public abstract bool Answers(ModelRole role);

    /// <summary>Whether a run was given what it takes.</summary>
    public abstract bool IsGiven(RunSettings run);

    /// <summary>What follows the name of an attack that is asked for without it.</summary>
    public abstract string Refusal { get; }

    /// <summary>The same where scores are imported, which come with other options.</summary>
    public virtual string ImportRefusal => Refusal;

    /// <summary>Opens it for its tokenizer; weights are loaded when it first scores.</summary>
    /// <exception cref="ConfigurationException">The run was not given it.</exception>
    /// <exception cref="PrerequisiteException">A file is missing.</exception>
    public abstract ITokenScorer Open(ModelRole role, RunSettings run, ISourceModels models);

    private protected ConfigurationException NotGiven(string what, string how) => new($"The run names no {what}: add {Option} {how}.");
}

/// <summary>Opens GGUF files for evidence sources.</summary>
public interface ISourceModels
{
    /// <exception cref="PrerequisiteException">A file or the native library is missing.</exception>
    /// <exception cref="ModelException">A file cannot be scored.</exception>
    IFileScorer Open(ModelFiles files);

    /// <summary>Two models in lock-step.</summary>
    /// <inheritdoc cref="Open" path="/exception"/>
    ITokenScorer OpenDivergence(ModelFiles target, ModelFiles reference);
}
