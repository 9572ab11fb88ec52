namespace LlmMiaProbe.Local;

/// <summary>What this machine has for models.</summary>
/// <param name="Memory">Bytes that this process may use: those of the machine, or of its container.</param>
/// <param name="TemporaryDisk">Free bytes in <paramref name="TemporaryFolder"/>.</param>
/// <param name="TemporaryFolder">Where copies with 32-bit weights are put.</param>
public sealed record MachineRoom(long Memory, long TemporaryDisk, string TemporaryFolder)
{
    public static MachineRoom Now() =>
        new(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, new DriveInfo(Path.GetTempPath()).AvailableFreeSpace, Path.GetTempPath());

    /// <summary>Refuses what cannot go well: weights that do not fit into memory are read from the disk again for every text.</summary>
    /// <exception cref="PrerequisiteException">There is less than is needed; the sentence says what to do.</exception>
    public void Require(RoomNeeds needs)
    {
        if (needs.TemporaryDisk > TemporaryDisk)
        {
            throw new PrerequisiteException($"Computing in 32 bits needs a temporary copy of {needs.Model} ({Amount(needs.TemporaryDisk)}) in {TemporaryFolder}, which has {Amount(TemporaryDisk)} free: set TMPDIR to a larger folder, or use --no-widen (numbers may then differ by up to 1e-2 nats a token).");
        }

        if (needs.Memory > Memory)
        {
            var narrower = needs.TemporaryDisk > 0 ? "use --no-widen (half the memory; numbers may then differ by up to 1e-2 nats a token), " : "";
            throw new PrerequisiteException($"{needs.Model} needs about {Amount(needs.Memory)} of memory, and there are {Amount(Memory)}: {narrower}give a smaller --context-length, a quantised file of the model, or take a machine with more memory.");
        }
    }

    /// <summary>Whole mebibytes.</summary>
    internal static string Amount(long bytes) => FormattableString.Invariant($"{(bytes + (1 << 20) - 1) >> 20:N0} MiB");
}
