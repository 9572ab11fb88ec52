using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Cli;

/// <summary>Shows the progress of a run on standard error. Reports at once, unlike <see cref="Progress{T}"/>, so that lines stay in order.</summary>
internal sealed class ProgressReporter(ProgressLine line) : IProgress<ProbeProgress>
{
    public void Report(ProbeProgress value) =>
        line.Report(new ProgressCounts(value.Phase, value.Done, value.Total ?? 0, value.Cached, value.Failed, value.TokensDecoded));
}
