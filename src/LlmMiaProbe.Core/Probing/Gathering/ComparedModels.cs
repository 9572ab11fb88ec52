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
            foreach (var (_, twin) in _opened.Where(opened => opened.Role != ModelRole.Reference && opened.Model.Fingerprint == model.Fingerprint))
            {
                throw new ConfigurationException(
                    $"--shadows: {model.Name} has the same content as {twin.Name}; expected every shadow model to be a training of its own.");
            }
        }

        _opened.Add((role, model));
    }

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
