using LlmMiaProbe.Local.Gguf;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.Local.Tests.Gguf;

public sealed class GgufFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_lab_model_has_the_header_that_an_independent_reader_finds()
    {
        GgufFile file = GgufFile.Open(LabFiles.Base);

        Assert.Equal(3, file.Version);
        Assert.Equal(22, file.Metadata.Keys.Count);
        Assert.Equal(57, file.Tensors.Count);
        Assert.Equal(7_775_424, file.Length);
        Assert.Equal(32, file.Alignment);
        Assert.Equal(97_728, file.DataOffset);
        Assert.Equal("mia-lab-base", file.Metadata.Text("general.name"));
        Assert.Equal(9.999999747378752e-06, file.Metadata.Float32("llama.attention.layer_norm_rms_epsilon"));
        GgufTensor last = file.Tensors[^1];
        Assert.Equal(("blk.5.ffn_down.weight", "F16", 7_481_088L, 196_608L), (last.Name, last.Type.Name, last.Offset, last.ByteSize));
        Assert.Equal([512L, 192L], last.Dimensions);
        Assert.Equal(2_814, file.Metadata.Array("tokenizer.ggml.merges")?.Count);
    }

    [Fact]
    public void Every_scalar_type_comes_back_as_written()
    {
        GgufMetadata metadata = Open(new GgufWriter()
            .Add("u8", (byte)200).Add("i8", (sbyte)-100).Add("u16", (ushort)60_000).Add("i16", (short)-30_000)
            .Add("u32", 4_000_000_000U).Add("i32", -2_000_000_000).Add("u64", ulong.MaxValue).Add("i64", long.MinValue)
            .Add("f32", 1.5f).Add("f64", Math.PI).Add("yes", true).Add("no", false).Add("text", "Ισμαήλ")).Metadata;

        Assert.Equal(200UL, Content(metadata, "u8"));
        Assert.Equal(-100L, Content(metadata, "i8"));
        Assert.Equal((ushort)60_000, metadata.UInt16("u16"));
        Assert.Equal(-30_000L, Content(metadata, "i16"));
        Assert.Equal(4_000_000_000U, metadata.UInt32("u32"));
        Assert.Equal(-2_000_000_000, metadata.Int32("i32"));
        Assert.Equal(ulong.MaxValue, Content(metadata, "u64"));
        Assert.Equal(long.MinValue, Content(metadata, "i64"));
        Assert.Equal(1.5, metadata.Float32("f32"));
        Assert.Equal(Math.PI, Content(metadata, "f64"));
        Assert.True(metadata.Bool("yes"));
        Assert.False(metadata.Bool("no"));
        Assert.Equal("Ισμαήλ", metadata.Text("text"));
        Assert.Null(metadata.Text("absent"));
    }

    [Fact]
    public void An_array_is_described_by_type_count_and_the_digest_of_its_stored_bytes()
    {
        GgufArray numbers = Open(new GgufWriter().Add("list", new List<int> { 1, 2, 3 })).Metadata.Array("list")!;

        // sha256sum of 01000000 02000000 03000000
        Assert.Equal("4636993d3e1da4e9d6b8f87b79e8f7c6d018580d52661950eabc3845c5897a4d", numbers.Digest);
        Assert.Equal((GgufValueType.Int32, 3L, 12L), (numbers.ElementType, numbers.Count, numbers.Length));
    }

    [Fact]
    public void Equal_arrays_have_equal_digests_wherever_they_stand_and_other_ones_do_not()
    {
        List<string> tokens = [.. Enumerable.Range(0, 50_000).Select(id => FormattableString.Invariant($"token-{id}"))];
        string first = Open(new GgufWriter().Add("list", tokens)).Metadata.Array("list")!.Digest;
        string moved = Open(new GgufWriter().Add("before", new string('x', 200_001)).Add("list", tokens)).Metadata.Array("list")!.Digest;
        tokens[49_999] += "!";
        string changed = Open(new GgufWriter().Add("list", tokens)).Metadata.Array("list")!.Digest;

        Assert.Equal(first, moved);
        Assert.NotEqual(first, changed);
    }

    [Theory]
    [InlineData(2U, 32)]
    [InlineData(3U, 32)]
    [InlineData(3U, 64)]
    [InlineData(3U, 4096)]
    public void Tensors_lie_where_they_were_written(uint version, int alignment)
    {
        GgufWriter writer = new() { Version = version, Alignment = alignment };
        writer.AddTensor("a", 0, [3], Bytes(12, 1)).AddTensor("b", 1, [5, 7], Bytes(70, 2)).AddTensor("c", 8, [32, 2, 2], Bytes(136, 3));
        string path = _folder.Write("x.gguf", writer.ToArray());
        GgufFile file = GgufFile.Open(path);
        byte[] content = File.ReadAllBytes(path);

        Assert.Equal(alignment, file.Alignment);
        Assert.Equal(["F32", "F16", "Q8_0"], file.Tensors.Select(tensor => tensor.Type.Name));
        foreach ((GgufTensor tensor, byte value) in file.Tensors.Zip([(byte)1, (byte)2, (byte)3]))
        {
            long start = file.DataOffset + tensor.Offset;
            Assert.Equal(Bytes((int)tensor.ByteSize, value), content[(int)start..(int)(start + tensor.ByteSize)]);
        }
    }

    [Fact]
    public void A_file_of_another_kind_is_named_by_its_first_bytes()
    {
        string path = _folder.Write("model.gguf", "# README\nhello"u8.ToArray());

        Assert.Equal("model.gguf is not a GGUF file: it starts with '# REA' where 'GGUF' was expected", Assert.Throws<ModelException>(() => GgufFile.Open(path)).Message);
    }

    [Fact]
    public void A_cut_file_names_the_tensor_that_misses_bytes()
    {
        byte[] content = File.ReadAllBytes(LabFiles.Base);
        string path = _folder.Write("model.gguf", content[..5_000_000]);

        Assert.Equal(
            "model.gguf is truncated: the tensor blk.2.ffn_down.weight needs 196,608 bytes up to offset 5,116,608, the file ends at 5,000,000: copy or download it again",
            Assert.Throws<ModelException>(() => GgufFile.Open(path)).Message);
    }

    [Fact]
    public void What_cannot_be_opened_is_a_missing_prerequisite()
    {
        Assert.Contains("does not exist", Assert.Throws<PrerequisiteException>(() => GgufFile.Open(_folder["none.gguf"])).Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", Assert.Throws<PrerequisiteException>(() => GgufFile.Open(_folder["no/where.gguf"])).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<PrerequisiteException>(() => GgufFile.Open(_folder.FullName)).Message, StringComparison.Ordinal);
        Assert.Contains("no model file is named", Assert.Throws<PrerequisiteException>(() => GgufFile.Open(" ")).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be opened", Assert.Throws<PrerequisiteException>(() => GgufFile.Open("a\0b")).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[]> BrokenFiles => new()
    {
        { "is empty", [] },
        { "starts with 'GG'", "GG"u8.ToArray() },
        { "the format version", "GGUF\u0003"u8.ToArray() },
        { "GGUF version 1,", new GgufWriter { Version = 1 }.ToArray() },
        { "GGUF version 4,", new GgufWriter { Version = 4 }.ToArray() },
        { "big-endian", new GgufWriter { Version = 0x03000000 }.ToArray() },
        { "announces 18,446,744,073,709,551,615 keys", new GgufWriter { AnnouncedKeys = ulong.MaxValue }.ToArray() },
        { "announces 4,611,686,018,427,387,904 tensors", new GgufWriter { AnnouncedTensors = 1UL << 62 }.ToArray() },
        { "occurs twice", new GgufWriter().Add(new string('k', 9_000), 1U).Add(new string('k', 9_000), 2U).ToArray() },
        { "array 'two..lines' announces", new GgufWriter().AddRaw("two\r\nlines", 9, 8, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0).ToArray() },
        { "contains a zero byte", new GgufWriter().Add("a\0b", 1U).ToArray() },
        { "the name of tensor 1 contains a zero byte", new GgufWriter().AddTensor("a\0b", 0, [1], Bytes(4, 0)).ToArray() },
        { "the name of key 1 is empty", new GgufWriter().Add("", 1U).ToArray() },
        { "the key 'twice' occurs twice", new GgufWriter().Add("twice", 1U).Add("twice", 2U).ToArray() },
        { "value type 13", new GgufWriter().AddRaw("odd", 13, 0).ToArray() },
        { "array of arrays", new GgufWriter().AddRaw("odd", 9, 9, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0).ToArray() },
        { "the array 'odd' announces 1,099,511,627,776 elements", new GgufWriter().AddRaw("odd", 9, 8, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0).ToArray() },
        { "the value of 'odd' at offset", new GgufWriter().AddRaw("odd", 8, 255, 255, 255, 255, 255, 255, 255, 127).ToArray() },
        { "alignment is 24", new GgufWriter().Add("general.alignment", 24U).ToArray() },
        { "a text under the key 'general.alignment' where a uint32", new GgufWriter().Add("general.alignment", "32").ToArray() },
        { "the tensor t occurs twice", new GgufWriter().AddTensor("t", 0, [1], Bytes(4, 0)).AddTensor("t", 0, [1], Bytes(4, 0)).ToArray() },
        { "has 5 dimensions", new GgufWriter().AddTensor("t", 0, [1, 1, 1, 1, 1], Bytes(4, 0)).ToArray() },
        { "a dimension of 0 elements", new GgufWriter().AddTensor("t", 0, [0], []).ToArray() },
        { "the impossible shape", new GgufWriter().AddTensor("t", 0, [1L << 62, 4], Bytes(4, 0)).ToArray() },
        { "in the type 31, which this llama.cpp (v0.5.0) does not support", new GgufWriter().AddTensor("t", 31, [32], Bytes(18, 0)).ToArray() },
        { "needs a multiple of 32", new GgufWriter().AddTensor("t", 8, [33], Bytes(68, 0)).ToArray() },
        { "at most 63 are allowed", new GgufWriter().AddTensor(new string('t', 64), 0, [1], Bytes(4, 0)).ToArray() },
        { "not a multiple of the alignment", new GgufWriter().AddTensor("t", 0, [1], 4, stream => stream.Write(Bytes(4, 0)), offset: 8).ToArray() },
        { "overlaps the tensor a", new GgufWriter().AddTensor("a", 0, [16], Bytes(64, 0)).AddTensor("b", 0, [1], 4, stream => stream.Write(Bytes(4, 0)), offset: 32).ToArray() },
        { "leaves a gap before the tensor b", new GgufWriter().AddTensor("a", 0, [1], Bytes(4, 0)).AddTensor("b", 0, [1], 4, stream => stream.Write(Bytes(400, 0)), offset: 64).ToArray() },
    };

    [Theory]
    [MemberData(nameof(BrokenFiles))]
    public void A_broken_file_gets_one_sentence(string expected, byte[] content)
    {
        string path = _folder.Write("broken.gguf", content);

        string message = Assert.Throws<ModelException>(() => GgufFile.Open(path)).Message;

        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.StartsWith("broken.gguf ", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.InRange(message.Length, 20, 300);
    }

    private GgufFile Open(GgufWriter writer) => GgufFile.Open(_folder.Write("x.gguf", writer.ToArray()));

    private static byte[] Bytes(int count, byte value) => [.. Enumerable.Repeat(value, count)];

    private static object? Content(GgufMetadata metadata, string key) => metadata.TryGet(key, out GgufValue? value) ? value.Content : null;
}
