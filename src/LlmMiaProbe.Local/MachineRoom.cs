using System.Globalization;

namespace LlmMiaProbe.Local;

/// <summary>What this machine has for models.</summary>
/// <param name="Memory">Bytes that this process may use: those of the machine, or of its container.</param>
/// <param name="TemporaryDisk">Free bytes in <paramref name="TemporaryFolder"/>.</param>
/// <param name="TemporaryFolder">Where copies with 32-bit weights are put.</param>
public sealed record MachineRoom(long Memory, long TemporaryDisk, string TemporaryFolder)
{
    private const string Machine = "/proc/meminfo";
    private static readonly string[] s_containers = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];

    public static MachineRoom Now()
    {
        var folder = Path.GetTempPath();
        return new MachineRoom(TotalMemory(), Directory.Exists(folder) ? new DriveInfo(folder).AvailableFreeSpace : 0, folder);
    }

    /// <summary>Bytes that this process may use.</summary>
    public static long TotalMemory()
    {
        if (!File.Exists(Machine))
        {
            return GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        }

        // In a container the runtime tells three quarters of the limit, which it keeps its own heap to.
        var total = File.ReadLines(Machine).First().Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["MemTotal:", var kibibytes, ..]
            ? long.Parse(kibibytes, CultureInfo.InvariantCulture) << 10
            : long.MaxValue;
        var limits = s_containers
            .Where(File.Exists)
            .Select(file => long.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out var limit) ? limit : long.MaxValue);
        return limits.Append(total).Min();
    }

    /// <summary>Refuses what cannot go well: weights that do not fit into memory are read from the disk again for every text.</summary>
    /// <exception cref="PrerequisiteException">There is less than is needed; the sentence says what to do.</exception>
    public void Require(RoomNeeds needs)
    {
        if (needs.TemporaryDisk > TemporaryDisk)
        {
            throw new PrerequisiteException(
                $"Computing in 32 bits needs a temporary copy of {needs.Model} ({Amount(needs.TemporaryDisk)}) in {TemporaryFolder}, "
                + $"which has {Amount(TemporaryDisk)} free: set TMPDIR to a larger folder, or use --no-widen (numbers may then differ by "
                + "up to 1e-2 nats a token).");
        }

        if (needs.Memory > Memory)
        {
            var narrower = needs.TemporaryDisk > 0 ? "use --no-widen (half the memory; numbers may then differ by up to 1e-2 nats a token), " : "";
            throw new PrerequisiteException(
                $"{needs.Model} needs about {Amount(needs.Memory)} of memory, and there are {Amount(Memory)}: "
                + $"{narrower}give a smaller --context-length, a quantised file of the model, or take a machine with more memory.");
        }
    }

    /// <summary>Whole mebibytes.</summary>
    internal static string Amount(long bytes) => FormattableString.Invariant($"{(bytes + (1 << 20) - 1) >> 20:N0} MiB");
}
