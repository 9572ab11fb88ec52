namespace LlmMiaProbe.Cli.Console;

/// <summary>How far a phase of work has come.</summary>
/// <param name="Phase">Such as "scoring target"; another phase begins a line of its own.</param>
/// <param name="Done">Finished in any way: scored, taken from the store, or failed.</param>
/// <param name="Total">All there is to do; 0 if that is not known.</param>
/// <param name="Cached">Of those done, how many were in the store already.</param>
/// <param name="Failed">Of those done, how many failed.</param>
/// <param name="TokensDecoded">Tokens fed to models in this phase.</param>
/// <param name="Note">What else is to be said of it; changes from report to report.</param>
internal sealed record ProgressCounts(string Phase, long Done, long Total, long Cached = 0, long Failed = 0, long TokensDecoded = 0, string? Note = null);
