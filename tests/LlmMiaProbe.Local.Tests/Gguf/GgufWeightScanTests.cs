using LlmMiaProbe.Local.Gguf;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.Local.Tests.Gguf;

public sealed class GgufWeightScanTests : IDisposable
{
    private const int Blocks = 40;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> TypesWithFractions => [.. GgufTensorType.All.Where(type => GgufScales.Of(type) is not null).Select(type => type.Name)];

    public void Dispose() => _folder.Dispose();

    /// <summary>Every place of every kind of block, in the first, in one in the middle and in the last block, whatever the pieces are.</summary>
    [Theory]
    [MemberData(nameof(TypesWithFractions))]
    public void A_number_that_is_none_is_found_wherever_it_stands(string name)
    {
        var type = GgufTensorType.All.Single(one => one.Name == name);
        var scales = GgufScales.Of(type) ?? throw new InvalidOperationException(name);
        Assert.Null(Damage(type, new byte[Blocks * type.BlockSize], 7));
        Assert.Null(Damage(type, Largest(type, scales), 64));
        foreach (var (place, block, isNaN) in scales.Places.SelectMany(place => new[] { 0, 17, Blocks - 1 }.SelectMany(block => new[] { (place, block, true), (place, block, false) })))
        {
            var content = new byte[Blocks * type.BlockSize];
            if (!Poke(content.AsSpan((block * type.BlockSize) + place), scales.Kind, isNaN))
            {
                continue;
            }

            foreach (var piece in new[] { 1, 13, 1 << 20 })
            {
                Assert.Contains($"the tensor blk.0.ffn_up.weight holds {(isNaN ? "NaN" : "infinity")}", Damage(type, content, piece), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Every_type_that_is_not_whole_numbers_is_looked_at() => Assert.Equal(
        ["I8", "I16", "I32", "I64", "NVFP4"], GgufTensorType.All.Where(type => GgufScales.Of(type) is null).OrderBy(type => type.Id).Select(type => type.Name));

    [Fact]
    public void Places_lie_within_their_blocks() => Assert.All(
        GgufTensorType.All, type => Assert.All(GgufScales.Of(type)?.Places ?? [], place => Assert.InRange(place, 0, type.BlockSize - 1)));

    [Fact]
    public void Only_the_damaged_tensor_of_many_is_named()
    {
        RandomLlamaModel model = new();
        model.Save(_folder["m.gguf"]);
        GgufWeightScan.RequireSoundFile(_folder["m.gguf"]);
        var file = GgufFile.Open(_folder["m.gguf"]);
        var tensor = file.Tensors.Single(one => one.Name == "output_norm.weight");
        var bytes = File.ReadAllBytes(_folder["m.gguf"]);
        BitConverter.TryWriteBytes(bytes.AsSpan((int)(file.DataOffset + tensor.Offset + tensor.ByteSize - 4)), float.NegativeInfinity);
        File.WriteAllBytes(_folder["m.gguf"], bytes);
        Assert.Equal(
            "m.gguf is damaged: the tensor output_norm.weight holds infinity, so nothing can be computed with it: fetch or convert the file again.",
            Assert.Throws<ModelException>(() => GgufWeightScan.RequireSoundFile(_folder["m.gguf"])).Message);
    }

    private static bool Poke(Span<byte> at, GgufScaleKind kind, bool isNaN) => kind switch
    {
        GgufScaleKind.Single => BitConverter.TryWriteBytes(at, isNaN ? float.NaN : float.NegativeInfinity),
        GgufScaleKind.Double => BitConverter.TryWriteBytes(at, isNaN ? double.NaN : double.PositiveInfinity),
        GgufScaleKind.Brain => BitConverter.TryWriteBytes(at, (ushort)(isNaN ? 0x7F81 : 0xFF80)),
        GgufScaleKind.Exponent => isNaN && (at[0] = 255) == 255,
        GgufScaleKind.SpreadHalf => Spread(at, (ushort)(isNaN ? 0x7E00 : 0xFC00)),
        _ => BitConverter.TryWriteBytes(at, isNaN ? Half.NaN : Half.NegativeInfinity),
    };

    private static bool Spread(Span<byte> at, ushort half)
    {
        for (var piece = 0; piece < 4; piece++)
        {
            BitConverter.TryWriteBytes(at[(2 * piece)..], (ushort)((half >> (4 * piece)) << 12));
        }

        return true;
    }

    /// <summary>The largest numbers, and everything else in a block set as well: codes of weights are no numbers.</summary>
    private static byte[] Largest(GgufTensorType type, GgufScales scales)
    {
        var content = new byte[Blocks * type.BlockSize];
        content.AsSpan().Fill(byte.MaxValue);
        foreach (var place in Enumerable.Range(0, Blocks).SelectMany(block => scales.Places.Select(place => (block * type.BlockSize) + place)))
        {
            _ = scales.Kind switch
            {
                GgufScaleKind.Single => BitConverter.TryWriteBytes(content.AsSpan(place), float.MaxValue),
                GgufScaleKind.Double => BitConverter.TryWriteBytes(content.AsSpan(place), double.MaxValue),
                GgufScaleKind.Brain => BitConverter.TryWriteBytes(content.AsSpan(place), (ushort)0x7F7F),
                GgufScaleKind.Exponent => (content[place] = 254) == 254,
                GgufScaleKind.SpreadHalf => Spread(content.AsSpan(place), 0x7BFF),
                _ => BitConverter.TryWriteBytes(content.AsSpan(place), Half.MaxValue),
            };
        }

        return content;
    }

    private string? Damage(GgufTensorType type, byte[] content, int piece)
    {
        var path = _folder["scan.gguf"];
        new GgufWriter().Add("general.architecture", "llama")
            .AddTensor("a.weight", 0, [3], new byte[12])
            .AddTensor("blk.0.ffn_up.weight", type.Id, [(long)Blocks * type.BlockLength], content)
            .Save(path);
        var scan = new GgufWeightScan(GgufFile.Open(path));
        foreach (var part in File.ReadAllBytes(path).Chunk(piece))
        {
            scan.Read(part);
        }

        try
        {
            scan.RequireSound();
            return null;
        }
        catch (ModelException damage)
        {
            return damage.Message;
        }
    }
}
