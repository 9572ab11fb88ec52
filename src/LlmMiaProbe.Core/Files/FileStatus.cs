using System.Runtime.InteropServices;

namespace LlmMiaProbe.Files;

/// <summary>The kind, owner and identity of what a path names, where Linux tells them.</summary>
/// <param name="Kind">The bits of its mode that say what it is.</param>
/// <param name="Owner">Number of the user that it belongs to.</param>
/// <param name="Identity">What tells it from other files.</param>
internal sealed partial record FileStatus(int Kind, uint Owner, FileIdentity Identity)
{
    public const int Fifo = 0x1000;
    public const int CharacterDevice = 0x2000;
    public const int Folder = 0x4000;
    public const int BlockDevice = 0x6000;
    public const int Ordinary = 0x8000;
    public const int Link = 0xA000;
    public const int Socket = 0xC000;

    private const int KindBits = 0xF000;
    private const int FromCurrentFolder = -100;
    private const int LinkItself = 0x100;
    private const uint BasicFields = 0x7FF;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <param name="path">What to look at.</param>
    /// <param name="followsLinks">What the path leads to, and not a link that stands there.</param>
    /// <returns>Null if there is nothing, it may not be looked at, or the system is not Linux.</returns>
    public static FileStatus? Of(string path, bool followsLinks = true)
    {
        // Native code would see only what stands before a zero.
        if (!OperatingSystem.IsLinux() || path.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            // A set of fields without one of these would be from a file system that does not know it.
            return Statx(FromCurrentFolder, path, followsLinks ? 0 : LinkItself, BasicFields, out var fields) == 0 && (fields.Mask & BasicFields) == BasicFields
                ? new FileStatus(
                    fields.Mode & KindBits,
                    fields.Owner,
                    new FileIdentity(
                        ((long)fields.DeviceMajor << 32) | fields.DeviceMinor,
                        (long)fields.Inode,
                        (long)fields.Size,
                        (fields.Modified.Seconds * NanosecondsPerSecond) + fields.Modified.Nanoseconds,
                        (fields.Changed.Seconds * NanosecondsPerSecond) + fields.Changed.Nanoseconds))
                : null;
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Number of the user that this process acts as; null where there is none.</summary>
    public static uint? User() => OperatingSystem.IsLinux() ? EffectiveUser() : null;

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint fields, out Fields result);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [StructLayout(LayoutKind.Sequential)]
    private struct Stamp
    {
        public long Seconds;
        public uint Nanoseconds;
        public int Reserved;
    }

    // struct statx is the same on every processor.
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private struct Fields
    {
        public uint Mask;
        public uint BlockSize;
        public ulong Attributes;
        public uint Links;
        public uint Owner;
        public uint Group;
        public ushort Mode;
        public ushort Reserved;
        public ulong Inode;
        public ulong Size;
        public ulong Blocks;
        public ulong AttributesMask;
        public Stamp Accessed;
        public Stamp Born;
        public Stamp Changed;
        public Stamp Modified;
        public uint SpecialMajor;
        public uint SpecialMinor;
        public uint DeviceMajor;
        public uint DeviceMinor;
    }
}
