using LlmMiaProbe.Defences;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Probing;

/// <summary>Opens the target of a finished run once more: the same file by content, evaluated in the same way.</summary>
internal static class RunModelAgain
{
    /// <param name="open">Opens it for what it is needed for.</param>
    /// <param name="run">The run.</param>
    /// <param name="source">Where the file lies now.</param>
    /// <param name="decodes">Whether it will score texts; else it lends its tokenizer only.</param>
    /// <exception cref="ConfigurationException">The file is another model, or this build, device or setting evaluates it otherwise.</exception>
    /// <exception cref="PrerequisiteException">The file or the native library is missing.</exception>
    public static T Open<T>(Func<ModelRole, RunSettings, T> open, RunRecord run, SimulationSource source, bool decodes)
        where T : IScorer
    {
        var was = run.Models.First(model => model.Role == ModelRole.Target);
        if (run.Settings.Hosted is not null)
        {
            throw new ConfigurationException(
                $"Run {run.Id} probed an endpoint, which lends neither tokenizer nor distributions: what needs them is simulated on runs of a GGUF.");
        }

        if (decodes && source.Model is null)
        {
            throw new ConfigurationException(
                "The store keeps the likeliest token of each place only, so a topk above 1 decodes the texts once more: "
                + $"add --model FILE.gguf, the model of run {run.Id} ({was.Model.Name}), or name topk=1 and topk=0 only.");
        }

        var scorer = open(
            ModelRole.Target,
            run.Settings with { Model = source.Model ?? run.Settings.Model, Lora = source.Lora is { Count: > 0 } moved ? moved : run.Settings.Lora });
        try
        {
            return scorer.Model.Fingerprint != was.Model.Fingerprint
                ? throw new ConfigurationException(
                    $"--model {scorer.Model.Name} is not the model of run {run.Id}: "
                    + $"its SHA-256 begins with {scorer.Model.Fingerprint.Short}, that of {was.Model.Name} with {was.Model.Fingerprint.Short}.")
                : decodes && scorer.Policy != was.Policy
                    ? throw new ConfigurationException(
                        $"{scorer.Model.Name} would be evaluated otherwise than in run {run.Id}, so the numbers would not be comparable: "
                        + $"now '{scorer.Policy}', then '{was.Policy}'. Use the build and settings of the run, or make a new run.")
                    : scorer;
        }
        catch
        {
            scorer.Dispose();
            throw;
        }
    }
}
