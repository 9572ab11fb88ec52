namespace LlmMiaProbe.Probing;

/// <summary>How far a phase of a run is.</summary>
/// <param name="Phase">What is being done, such as <c>scoring target</c>.</param>
/// <param name="Done">Documents finished in this phase, cached and failed ones included.</param>
/// <param name="Total">Documents in this phase, if known.</param>
/// <param name="Cached">Of these, answered by the store.</param>
/// <param name="Failed">Of these, failed.</param>
/// <param name="TokensDecoded">Tokens fed to the model in this phase.</param>
public sealed record ProbeProgress(string Phase, long Done, long? Total, long Cached, long Failed, long TokensDecoded);
