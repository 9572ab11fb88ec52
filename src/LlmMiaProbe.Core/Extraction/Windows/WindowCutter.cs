using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Extraction;

/// <summary>Gives every model of a run windows of the same texts: those of the target.</summary>
internal sealed class WindowCutter(IModelProvider models, RunSettings settings, ExtractionSettings extraction)
{
    private string? _targetTokenizer;

    /// <summary>The windows of a model. The target comes first.</summary>
    /// <exception cref="ConfigurationException">The windows do not fit the model.</exception>
    public Cut For(ModelRole role, IWindowScorer scorer)
    {
        if (role == ModelRole.Target)
        {
            _targetTokenizer = scorer.Model.Tokenizer;
        }

        if (_targetTokenizer == scorer.Model.Tokenizer)
        {
            return new Cut(new WindowPlanner(scorer, extraction), null);
        }

        // For its tokenizer only: weights are loaded by the first scoring.
        var target = models.OpenWindows(ModelRole.Target, settings);
        return new Cut(new SameTextWindows(new WindowPlanner(target, extraction), scorer), target);
    }

    /// <param name="Windows">How texts are cut.</param>
    /// <param name="Tokenizer">What it needs to stay open for that, or null.</param>
    public sealed record Cut(IWindowPlan Windows, IWindowScorer? Tokenizer) : IDisposable
    {
        public void Dispose() => Tokenizer?.Dispose();
    }
}
