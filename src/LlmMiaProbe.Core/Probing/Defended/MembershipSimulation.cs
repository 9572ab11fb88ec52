using LlmMiaProbe.Defences;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Probing;

/// <summary>What the attacks of a finished run would have found if the target's endpoint defended itself. Keeps nothing.</summary>
/// <param name="store">Holds the run.</param>
/// <param name="models">Open the target for defences that texts are decoded for.</param>
/// <param name="progress">Told after each document that is decoded.</param>
public sealed class MembershipSimulation(IProbeStore store, IModelProvider models, IProgress<ProbeProgress> progress)
{
    /// <param name="run">A finished run of membership.</param>
    /// <param name="defences">Each is simulated by itself.</param>
    /// <param name="source">What may be used beside the store.</param>
    /// <param name="cancellationToken">Stops between texts.</param>
    /// <returns>The attacks of the run, in its order, for each defence.</returns>
    /// <exception cref="ConfigurationException">A defence needs texts that the run did not keep, or the model is another or evaluated otherwise.</exception>
    /// <exception cref="PrerequisiteException">A defence needs the model, and its file is not there.</exception>
    public async Task<IReadOnlyList<(Defence Defence, IReadOnlyList<AttackEvaluation> Attacks)>> SimulateAsync(
        RunRecord run, IReadOnlyList<Defence> defences, SimulationSource source, CancellationToken cancellationToken)
    {
        List<int> shown = [.. defences.Select(defence => defence.ShownTokens).OfType<int>()];
        var decoded = shown.Count == 0 ? null : await new TopKPass(store, models, progress).DecodeAsync(run, shown, source, cancellationToken);
        var analysis = new RunAnalysis(store);
        return [.. defences.Select(defence => (defence, analysis.Simulate(run.Id, defence, source.Listed, decoded)))];
    }
}
