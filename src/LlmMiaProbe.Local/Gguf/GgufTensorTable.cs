using System.Globalization;

namespace LlmMiaProbe.Local.Gguf;

/// <summary>The tensor entries of a header, with the rules by which the native loader lays them out.</summary>
internal static class GgufTensorTable
{
    // GGML_MAX_NAME and GGML_MAX_DIMS of the pinned release.
    private const int LongestName = 63;
    private const int MostDimensions = 4;

    public static List<GgufTensor> Read(GgufByteReader reader, string file, ulong count)
    {
        List<GgufTensor> tensors = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        for (ulong index = 0; index < count; index++)
        {
            string stored = reader.Text(FormattableString.Invariant($"the name of tensor {index + 1}"), LongestName);
            string name = Quoted.Of(stored);
            if (stored.Contains('\0', StringComparison.Ordinal))
            {
                throw reader.Damaged(FormattableString.Invariant($"the name of tensor {index + 1} contains a zero byte"));
            }

            if (!names.Add(stored))
            {
                throw reader.Damaged($"the tensor {name} occurs twice");
            }

            long[] dimensions = ReadDimensions(reader, name);
            int id = (int)reader.UInt32($"the type of the tensor {name}");
            GgufTensorType type = GgufTensorType.Find(id)
                ?? throw new ModelException(
                    FormattableString.Invariant(
                        $"{file} stores the tensor {name} in the type {id}, which this llama.cpp ({GgufRelease.Newest.Name}) does not support: ")
                    + "use a file quantised for it or a newer mia-probe");
            if (dimensions[0] % type.BlockLength != 0)
            {
                throw reader.Damaged(
                    FormattableString.Invariant(
                        $"the tensor {name} has rows of {dimensions[0]:N0} elements, and {type.Name} needs a multiple of {type.BlockLength}"));
            }

            long bytes = ByteSize(dimensions, type)
                ?? throw reader.Damaged($"the tensor {name} has the impossible shape {Shape(dimensions)}");
            ulong offset = reader.UInt64($"the offset of the tensor {name}");
            if (offset > long.MaxValue)
            {
                throw reader.Damaged(string.Create(CultureInfo.InvariantCulture, $"the tensor {name} has the impossible offset {offset:N0}"));
            }

            tensors.Add(new GgufTensor(stored, dimensions, type, (long)offset, bytes));
        }

        return tensors;
    }

    /// <summary>The native loader accepts tensors only back to back in header order, each padded to the alignment.</summary>
    public static void RequireContiguous(List<GgufTensor> tensors, string file, long alignment, long dataOffset, long length)
    {
        UInt128 expected = 0;
        string before = "the header";
        foreach (GgufTensor tensor in tensors)
        {
            string name = Quoted.Of(tensor.Name);
            UInt128 end = (UInt128)dataOffset + (ulong)tensor.Offset + (ulong)tensor.ByteSize;
            if (tensor.Offset % alignment != 0)
            {
                throw new ModelException(
                    FormattableString.Invariant(
                        $"{file} is damaged: the tensor {name} starts at offset {tensor.Offset:N0}, which is not a multiple of the alignment {alignment}: ")
                    + "copy or download it again");
            }

            if ((UInt128)(ulong)tensor.Offset < expected)
            {
                throw new ModelException(
                    FormattableString.Invariant(
                        $"{file} is damaged: the tensor {name} at offset {tensor.Offset:N0} overlaps {before}, which ends at {expected:N0}: ")
                    + "copy or download it again");
            }

            if ((UInt128)(ulong)tensor.Offset > expected && end <= (UInt128)(ulong)length)
            {
                throw new ModelException(
                    FormattableString.Invariant(
                        $"{file} leaves a gap before the tensor {name}: it starts at offset {tensor.Offset:N0} where {expected:N0} is expected, ")
                    + "and llama.cpp refuses that: convert the model again");
            }

            if (end > (UInt128)(ulong)length)
            {
                throw new ModelException(
                    FormattableString.Invariant(
                        $"{file} is truncated: the tensor {name} needs {tensor.ByteSize:N0} bytes up to offset {end:N0}, the file ends at {length:N0}: ")
                    + "copy or download it again");
            }

            UInt128 padded = ((UInt128)(ulong)tensor.ByteSize + (ulong)alignment - 1) / (ulong)alignment * (ulong)alignment;
            expected = (ulong)tensor.Offset + padded;
            before = "the tensor " + name;
        }
    }

    public static string Shape(IEnumerable<long> dimensions) =>
        string.Join(" x ", dimensions.Select(length => length.ToString("N0", CultureInfo.InvariantCulture)));

    /// <summary>Null when the size does not fit.</summary>
    private static long? ByteSize(long[] dimensions, GgufTensorType type)
    {
        UInt128 elements = 1;
        foreach (long length in dimensions)
        {
            elements *= (ulong)length;
            if (elements > long.MaxValue)
            {
                return null;
            }
        }

        UInt128 bytes = elements / (ulong)type.BlockLength * (ulong)type.BlockSize;
        return bytes > long.MaxValue ? null : (long)bytes;
    }

    private static long[] ReadDimensions(GgufByteReader reader, string name)
    {
        uint count = reader.UInt32($"the number of dimensions of the tensor {name}");
        if (count > MostDimensions)
        {
            throw reader.Damaged(FormattableString.Invariant($"the tensor {name} has {count} dimensions, where at most {MostDimensions} are allowed"));
        }

        // A tensor without dimensions is one number to the native loader.
        long[] dimensions = count == 0 ? [1] : new long[count];
        for (uint index = 0; index < count; index++)
        {
            ulong length = reader.UInt64($"the shape of the tensor {name}");
            if (length is 0 or > long.MaxValue)
            {
                throw reader.Damaged(string.Create(CultureInfo.InvariantCulture, $"the tensor {name} has a dimension of {length:N0} elements"));
            }

            dimensions[index] = (long)length;
        }

        return dimensions;
    }
}
