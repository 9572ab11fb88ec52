using LlmMiaProbe.Local.Gguf;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.Local.Tests.Gguf;

/// <summary>A small scorable model, written again with one thing changed.</summary>
internal static class GgufMutation
{
    public static GgufWriter Without(string key) => With(key, _ => { });

    public static GgufWriter WithoutTensor(string name) => Copy(key: null, _ => { }, tensor => tensor.Name == name ? null : tensor.Type.Id, 32);

    public static GgufWriter Retyped(string name, int type) => Copy(key: null, _ => { }, tensor => tensor.Name == name ? type : tensor.Type.Id, 32);

    /// <summary>Leaves out <paramref name="key"/> and lets <paramref name="add"/> write another in its place.</summary>
    public static GgufWriter With(string key, Action<GgufWriter> add, int alignment = 32) => Copy(key, add, tensor => tensor.Type.Id, alignment);

    private static GgufWriter Copy(string? key, Action<GgufWriter> add, Func<GgufTensor, int?> type, int alignment)
    {
        using TemporaryFolder folder = new();
        byte[] content = new RandomLlamaModel().ToArray();
        GgufFile file = GgufFile.Open(folder.Write("original.gguf", content));
        GgufWriter writer = new() { Alignment = alignment };
        foreach (string name in file.Metadata.Keys.Where(name => name != key))
        {
            CopyValue(file, writer, name);
        }

        add(writer);
        foreach (GgufTensor tensor in file.Tensors)
        {
            if (type(tensor) is { } id)
            {
                long size = tensor.ElementCount / Required(id).BlockLength * Required(id).BlockSize;
                byte[] bytes = new byte[size];
                int start = (int)(file.DataOffset + tensor.Offset);
                content.AsSpan(start, (int)Math.Min(size, tensor.ByteSize)).CopyTo(bytes);
                writer.AddTensor(tensor.Name, id, tensor.Dimensions, bytes);
            }
        }

        return writer;
    }

    private static GgufTensorType Required(int id) => GgufTensorType.Find(id) ?? throw new ArgumentOutOfRangeException(nameof(id));

    private static void CopyValue(GgufFile file, GgufWriter writer, string name)
    {
        GgufMetadata metadata = file.Metadata;
        if (!metadata.TryGet(name, out GgufValue? value))
        {
            return;
        }

        _ = value.Content switch
        {
            string text => writer.Add(name, text),
            bool flag => writer.Add(name, flag),
            double number => writer.Add(name, (float)number),
            ulong number => writer.Add(name, (uint)number),
            GgufArray array => writer.AddRaw(
                name,
                9,
                [.. BitConverter.GetBytes((uint)array.ElementType), .. BitConverter.GetBytes(array.Count), .. file.ReadElements(array, name, int.MaxValue)]),
            _ => throw new NotSupportedException(name),
        };
    }
}
