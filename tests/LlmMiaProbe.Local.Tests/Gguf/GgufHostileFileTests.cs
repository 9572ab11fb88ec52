using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Local.Gguf;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.Local.Tests.Gguf;

/// <summary>Whatever the bytes are, the answer is a summary or one sentence, and memory stays in proportion to the file.</summary>
public sealed class GgufHostileFileTests : IDisposable
{
    private const long MostBytes = 16 * 1024 * 1024;

    private static readonly byte[] Valid = new RandomLlamaModel { VocabularySize = 260, Width = 4, Heads = 1, FeedForwardWidth = 4 }.ToArray();

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_unchanged_file_is_accepted() => Assert.True(Accepts(Valid));

    [Property]
    public Property Arbitrary_bytes_never_escape() =>
        Prop.ForAll(Bytes(400).ToArbitrary(), content => Survives(content));

    [Property]
    public Property Arbitrary_bytes_behind_a_good_start_never_escape() =>
        Prop.ForAll(Bytes(400).ToArbitrary(), content => Survives([.. "GGUF"u8, 3, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, .. content]));

    [Property(MaxTest = 500)]
    public Property Overwritten_bytes_of_a_header_never_escape()
    {
        Gen<(int Position, byte Value)> change = Gen.Choose(0, Valid.Length - 1).Zip(Gen.Choose(0, 255), (position, value) => (position, (byte)value));
        Gen<(int Position, byte Value)[]> changes = change.ArrayOf().Where(list => list.Length > 0);
        return Prop.ForAll(changes.ToArbitrary(), list =>
        {
            byte[] content = [.. Valid];
            foreach ((int position, byte value) in list)
            {
                content[position] = value;
            }

            Survives(content);
        });
    }

    [Property(MaxTest = 500)]
    public Property Overwritten_counts_and_lengths_never_escape()
    {
        ulong[] hostile = [0, 1, uint.MaxValue, 1UL << 31, 1UL << 32, 1UL << 40, 1UL << 61, long.MaxValue, 1UL << 63, ulong.MaxValue];
        return Prop.ForAll(
            Gen.Choose(8, Valid.Length - 8).Zip(Gen.Elements(hostile)).ToArbitrary(),
            change =>
            {
                byte[] content = [.. Valid];
                BitConverter.TryWriteBytes(content.AsSpan(change.Item1), change.Item2);
                Survives(content);
            });
    }

    [Property]
    public Property Every_cut_is_noticed()
    {
        // The last tensor is a matrix, so no byte at the end is padding only.
        int padding = Valid.AsSpan().Length - Valid.AsSpan().TrimEnd((byte)0).Length;
        return Prop.ForAll(Gen.Choose(0, Valid.Length - padding - 1).ToArbitrary(), length => Assert.False(Accepts(Valid[..length])));
    }

    private static Gen<byte[]> Bytes(int most) => Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf().Where(list => list.Length <= most);

    private void Survives(byte[] content)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        _ = Accepts(content);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
    }

    private bool Accepts(byte[] content)
    {
        string path = _folder.Write("hostile.gguf", content);
        try
        {
            return GgufModel.Open(path).RequireScorable(GgufRelease.Newest).ParameterCount > 0;
        }
        catch (ProbeException refusal)
        {
            Assert.DoesNotContain('\n', refusal.Message);
            return false;
        }
    }
}
