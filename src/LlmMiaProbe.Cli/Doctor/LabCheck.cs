namespace LlmMiaProbe.Cli.Doctor;

/// <summary>Whether the bundled lab is whole: two small models and corpora of known membership, to see the program work.</summary>
/// <param name="labFolder">The folder <c>corpora/lab</c>.</param>
internal sealed class LabCheck(string labFolder) : IDoctorCheck
{
    private static readonly string[] Files =
    [
        "base.gguf", "target.gguf", "calibration.jsonl", "canaries.json", "passages.jsonl", "shots.jsonl", "tickets.jsonl",
        "time-machine.json", "time-machine.txt",
    ];

    public string Name => "lab";

    public DoctorFinding Run()
    {
        var missing = Files.Where(name => new FileInfo(Path.Combine(labFolder, name)) is not { Exists: true, Length: > 0 }).ToList();
        return missing.Count == 0
            ? DoctorFinding.Ok(labFolder)
            : DoctorFinding.Warn(
                $"{labFolder} lacks {string.Join(", ", missing)}",
                "Only trying the program on known models needs it: restore the folder from the source repository.");
    }
}
