using LlmMiaProbe.Defences;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Extraction;

/// <summary>What a finished extraction run would have found if the target's endpoint defended itself. Keeps nothing.</summary>
/// <param name="store">Holds the run.</param>
/// <param name="models">Lend the target's tokenizer to defences that work on tokens.</param>
public sealed class ExtractionSimulation(IProbeStore store, IModelProvider models)
{
    /// <param name="run">A finished extraction run.</param>
    /// <param name="defences">Budgets say how often each window is drawn; every other defence is simulated by itself.</param>
    /// <param name="source">What may be used beside the store.</param>
    /// <param name="cancellationToken">Stops between windows.</param>
    /// <exception cref="ConfigurationException">A defence needs texts that the run did not keep, or the model is another.</exception>
    /// <exception cref="PrerequisiteException">A defence needs the tokenizer, and the model's file is not there.</exception>
    public SimulatedExtraction Simulate(RunRecord run, IReadOnlyList<Defence> defences, SimulationSource source, CancellationToken cancellationToken)
    {
        var settings = run.Settings.Extraction ?? new ExtractionSettings();
        List<int> budgets = [.. defences.OfType<QueryBudget>().Select(budget => budget.Requests)];
        List<Defence> simulated = [.. defences.Where(defence => defence is not QueryBudget)];
        List<DefendedWindows> rows = [.. simulated.Prepend(null).SelectMany(defence => DefendedWindows.Of(defence, settings, budgets.Count > 0 ? budgets : budgets = [1]))];
        using var scorer = simulated.Exists(defence => defence.NeedsTokens) ? ExtractionRun.Require(RunModelAgain.Open(models, run, source, decodes: false)) : null;
        var windows = new RunWindows(store, run, simulated, scorer, source.Listed);
        var documents = 0;
        foreach (var document in windows.Read(cancellationToken))
        {
            foreach (var (sameStart, filtered) in document)
            {
                rows.ForEach(row => row.Add(sameStart, filtered));
            }

            rows.ForEach(row => row.EndDocument());
            documents++;
        }

        return new SimulatedExtraction(documents, rows[0].Windows, rows[0].Characters, budgets, [.. rows.Select(row => row.Summarise())]);
    }
}
