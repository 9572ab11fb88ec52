using LlmMiaProbe.Models;
using LlmMiaProbe.Neighbours;

namespace LlmMiaProbe.Probing;

/// <summary>The model under test, which every run has.</summary>
internal sealed class TargetSource : EvidenceSource
{
    public override string Lack => "no model";

    public override string Option => "--model";

    public override string Refusal => "needs a model under test: add --model FILE.gguf.";

    public override bool IsLanguageModel => true;

    // What no other source answers for: the target, and a role of a store that this version does not know.
    public override bool Answers(ModelRole role) => true;

    public override bool IsGiven(RunSettings run) => true;

    public override ITokenScorer Open(ModelRole role, RunSettings run, ISourceModels models) => role == ModelRole.Target
        ? models.Open(new ModelFiles(run.Model, run.Lora))
        : throw new ConfigurationException($"The run names no {role} model: add --{role} FILE.gguf.");
}

/// <summary>A model to compare with, such as the one before a fine-tune.</summary>
internal sealed class ReferenceSource : EvidenceSource
{
    public override string Lack => "no reference model";

    public override string Option => "--reference";

    public override string Refusal => "compares with a reference model: add --reference FILE, or leave it out.";

    public override string ImportRefusal => "compares with a reference model: add --reference-name NAME and, if its scores are not in the same file, "
        + "--reference-evidence FILE, or leave it out.";

    public override bool IsLanguageModel => true;

    public override bool Answers(ModelRole role) => role == ModelRole.Reference;

    public override bool IsGiven(RunSettings run) => run.HasReference;

    public override ITokenScorer Open(ModelRole role, RunSettings run, ISourceModels models) =>
        models.Open(run.FilesOf(ModelRole.Reference) ?? throw NotGiven("reference model", "FILE.gguf"));
}

/// <summary>Target and reference together: how far their predictions are apart, or the target's scores of neighbours that the reference proposes.</summary>
internal sealed class PairSource : EvidenceSource
{
    public override string Lack => "no reference model";

    public override string Option => "--reference";

    public override string Refusal => "compares with a reference model: add --reference FILE, or leave it out.";

    public override string ImportRefusal => "needs two models at hand, and not only their token scores: leave it out.";

    public override bool WorksOnTargetTokens => true;

    public override bool Answers(ModelRole role) => role.IsPair;

    public override bool IsGiven(RunSettings run) => run.HasReference;

    public override ITokenScorer Open(ModelRole role, RunSettings run, ISourceModels models)
    {
        var files = new ModelFiles(run.Model, run.Lora);
        var compared = run.FilesOf(ModelRole.Reference) ?? throw NotGiven("reference model", "FILE.gguf");
        if (role.NeighbourCount is not { } count)
        {
            return models.OpenDivergence(files, compared);
        }

        var target = models.Open(files);
        IFileScorer? reference = null;
        try
        {
            reference = models.Open(compared);
            return new NeighbourScorer(target, reference, count);
        }
        catch
        {
            target.Dispose();
            reference?.Dispose();
            throw;
        }
    }
}

/// <summary>Models like the target whose training documents are known.</summary>
internal sealed class ShadowSource : EvidenceSource
{
    public override string Lack => "no shadow models";

    public override string Option => "--shadows";

    public override string Refusal => "compares with shadow models: add --shadows MANIFEST.json, or leave it out.";

    public override bool IsLanguageModel => true;

    public override bool Answers(ModelRole role) => role.IsShadow;

    public override bool IsGiven(RunSettings run) => run.Shadows.Count > 0;

    public override ITokenScorer Open(ModelRole role, RunSettings run, ISourceModels models) =>
        models.Open(run.FilesOf(role) ?? throw NotGiven($"{role} model", "MANIFEST.json"));
}

/// <summary>Those of them that were trained on documents.</summary>
internal sealed class TrainedShadowSource : EvidenceSource
{
    public override string Lack => "no shadow model that was trained on any document";

    public override string Option => "--shadows that says so";

    public override string Refusal => "compares with shadow models that were trained on the document, "
        + "and trained_on is empty for all of --shadows: name an attack that does without, such as lira-offline.";

    public override bool Answers(ModelRole role) => role == ModelRole.ShadowsIn;

    public override bool IsGiven(RunSettings run) => run.Shadows.Any(shadow => shadow.TrainedOn > 0);

    public override ITokenScorer Open(ModelRole role, RunSettings run, ISourceModels models) =>
        throw new InvalidOperationException("Shadow models are opened one by one.");
}
