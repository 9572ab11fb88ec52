using LlmMiaProbe.Corpora;
using LlmMiaProbe.Frequencies;
using LlmMiaProbe.Models;
using LlmMiaProbe.Neighbours;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Testing.Models;

/// <summary>Opens scripted models; a role that has none is a missing file.</summary>
public sealed class ScriptedModelProvider(ScriptedModel target, ScriptedModel? reference = null) : IModelProvider
{
    private readonly List<ScriptedGenerator> _generators = [];

    public ScriptedActivity Activity { get; } = new();

    /// <summary>The table that a run names, or null.</summary>
    public TokenFrequencies? Frequencies { get; init; }

    /// <summary>Shadow models by their role.</summary>
    public IReadOnlyDictionary<ModelRole, ScriptedModel> Shadows { get; init; } = new Dictionary<ModelRole, ScriptedModel>();

    /// <summary>The word table that a run names, or null.</summary>
    public WordFrequencies? WordFrequencies { get; init; }

    public ITokenScorer Open(ModelRole role, RunSettings settings) => role switch
    {
        _ when role == ModelRole.Frequencies && Frequencies is not null => new UnigramScorer("general.json", Frequencies, OpenModel(ModelRole.Target)),
        _ when role == ModelRole.WordFrequencies && WordFrequencies is not null => new WordFrequencyScorer("words.json", WordFrequencies, OpenModel(ModelRole.Target)),
        { NeighbourCount: { } count } => new NeighbourScorer(OpenModel(ModelRole.Target), OpenModel(ModelRole.Reference), count),
        _ => OpenModel(role),
    };

    public IWindowScorer OpenWindows(ModelRole role, RunSettings settings) => OpenModel(role);

    /// <summary>What a model produces, by its role; a null answer is a failure.</summary>
    public IReadOnlyDictionary<ModelRole, Func<GenerationRequest, string?>> Answers { get; init; } = new Dictionary<ModelRole, Func<GenerationRequest, string?>>();

    /// <summary>Generators opened, in order.</summary>
    public IReadOnlyList<ScriptedGenerator> Generators => _generators;

    /// <summary>What puts conversations together; nothing but their contents if none is given.</summary>
    public ConversationRenderer Template { get; init; } = new(null);

    public ConversationRenderer OpenTemplate(RunSettings settings) => Template;

    public IGenerator OpenGenerator(ModelRole role, RunSettings settings)
    {
        var model = (role == ModelRole.Target ? target : reference) ?? throw new PrerequisiteException($"The {role} model does not exist; check the path.");
        var generator = new ScriptedGenerator(Answers[role], model: model);
        _generators.Add(generator);
        return generator;
    }

    private ScriptedScorer OpenModel(ModelRole role) =>
        new((role == ModelRole.Target ? target : Shadows.GetValueOrDefault(role) ?? (role == ModelRole.Reference ? reference : null)) ?? throw new PrerequisiteException($"The {role} model does not exist; check the path."), Activity);
}
