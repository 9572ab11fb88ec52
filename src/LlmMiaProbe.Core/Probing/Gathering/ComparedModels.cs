using LlmMiaProbe.Models;

namespace LlmMiaProbe.Probing;

/// <summary>The models that a run has opened so far, to refuse shadow models that say nothing beside them.</summary>
public sealed class ComparedModels
{
    private readonly List<(ModelRole Role, ModelDescription Model)> _opened = [];

    /// <exception cref="ConfigurationException">A shadow model has another tokenizer than the target, or is the target or another shadow model.</exception>
    public void Add(ModelRole role, ModelDescription model)
    {
        if (role.IsShadow)
        {
            RequireSameTokenizer(_opened.Find(opened => opened.Role == ModelRole.Target).Model, model);
            foreach (var (_, twin) in _opened.Where(opened => opened.Role != ModelRole.Reference && IsSame(opened.Model, model)))
            {
                throw new ConfigurationException(
                    $"--shadows: {model.Name} has the same content as {twin.Name}; expected every shadow model to be a training of its own.");
            }
        }

        _opened.Add((role, model));
    }

    /// <summary>Adapters add up, so that their order makes no other model.</summary>
    private static bool IsSame(ModelDescription one, ModelDescription other) => one.Fingerprint == other.Fingerprint
        || (one.Base is not null && one.Base == other.Base && Sorted(one).SequenceEqual(Sorted(other)));

    private static IEnumerable<(string, float)> Sorted(ModelDescription model) =>
        model.Adapters.Select(adapter => (adapter.Sha256, adapter.Scale)).Order();

    /// <exception cref="ConfigurationException">The two split text differently.</exception>
    public static void RequireSameTokenizer(ModelDescription target, ModelDescription shadow)
    {
        if (target.Tokenizer != shadow.Tokenizer)
        {
            throw new ConfigurationException(
                $"--shadows: {shadow.Name} splits text into other tokens than the target {target.Name}, so their scores cannot be compared; "
                + "expected models that were tuned from the same base.");
        }
    }
}
