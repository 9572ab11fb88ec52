using LlmMiaProbe.Local;

namespace LlmMiaProbe.Cli.Doctor;

/// <summary>Whether killed processes left temporary copies of models, or texts of bundles, behind. Removes nothing.</summary>
internal sealed class CopiesCheck(TemporaryCopies copies) : IDoctorCheck
{
    public string Name => "copies";

    public DoctorFinding Run()
    {
        var left = copies.LeftOver();
        return left.Count == 0
            ? DoctorFinding.Ok($"no temporary copy of a model or of a bundle's texts is left over in {copies.Location}")
            : DoctorFinding.Warn(
                $"{Figures.Count(left.Count, "temporary copy", "temporary copies")} of a model or of a bundle's texts "
                + $"({left.Sum(copy => copy.Bytes) >> 20:N0} MiB) left over in {copies.Location} by processes that have ended",
                "The next run that widens 16-bit weights, and the next 'verify', removes them; or delete the folder while nothing runs.");
    }
}
