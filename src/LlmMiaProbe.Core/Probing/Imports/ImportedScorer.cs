using System.Runtime.CompilerServices;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Probing;

/// <summary>Stands where a model would: what was imported of it is in the store already, and it knows nothing else.</summary>
/// <param name="model">What was imported.</param>
public sealed class ImportedScorer(ImportedModel model) : ITokenScorer
{
    /// <summary>Part of every evidence key. Keys are of texts, since the tokenizer is out of reach.</summary>
    internal const string ImportPolicy = "token scores computed elsewhere and imported";

    public ModelDescription Model { get; } = model.Describe();

    public AccessLevel Access => AccessLevel.PromptLogProbs;

    public string Policy => ImportPolicy;

    public int ContextTokens => int.MaxValue;

    public int PreferredBatch => 1;

    public long WorkingMemory => 0;

    /// <summary>Where the scores of a text lie.</summary>
    internal static PreparedText Prepare(ModelFingerprint model, string text)
    {
        var packed = PackedText.Of(text);
        return new PreparedText(EvidenceKey.Of(model, ImportPolicy, null, packed), packed, 0, 0);
    }

    public PreparedText Prepare(string text) => Prepare(Model.Fingerprint, text);

    public PreparedText PrepareAfter(string prefix, string text) =>
        throw new ModelException($"only token scores of {Model.Name} were imported, none of texts after other documents");

    public async IAsyncEnumerable<ScoredText> ScoreAsync(IAsyncEnumerable<PreparedText> texts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var text in texts.WithCancellation(cancellationToken))
        {
            yield return new ScoredText(
                text,
                null,
                $"no line of {Path.GetFileName(model.File)} could be taken for it: none of {Model.Name} spells it, or what that line holds was refused");
        }
    }

    public void Dispose()
    {
    }
}
