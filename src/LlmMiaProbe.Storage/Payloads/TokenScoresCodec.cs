using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Storage.Payloads;

/// <summary>
/// Token scores as bytes and back, bit for bit, in about 16 bytes a token. Layout: version (1 byte), CRC-32C of all that
/// follows (4 bytes), four little-endian 32-bit numbers (tokens, bytes kept plain, bytes before compression, whether
/// there is an unscored first token), that token, the plain bytes, the compressed bytes. Version 2 holds scores with
/// columns missing: 256 times the columns that are there is added to the fourth number. Twice the bytes that the unscored
/// first token spells is added to it as well, 0 if they are not known or more than 127; earlier versions do not look at these bits.
/// </summary>
internal static class TokenScoresCodec
{
    public const byte Version = 1;
    public const byte PartialVersion = 2;

    private const int ColumnsShift = 8;
    private const int MostUnscoredBytes = 127;

    private const int HeaderLength = 25;

    // Ids below 65,536 have one noisy byte; the three mantissa bytes of a float are noise; ranks are mostly small.
    private const int IdNoise = 1;
    private const int FloatNoise = 3;
    private const int RankNoise = 0;

    // A few bytes must not make room for billions of tokens. Ids and log-probabilities keep at least a byte a token plain,
    // unless all of either are 0.
    private const int FreeTokens = 1 << 20;
    private const int MostColumns = 7;

    // On 120 to 150 tokens, levels 5 to 9 take up to twice as long and save nothing.
    private const int Quality = 4;
    private const int WindowBits = 16;

    /// <exception cref="ArgumentException">A rank is negative.</exception>
    public static byte[] Encode(TokenScores scores)
    {
        if (scores.Columns != ScoreColumns.All)
        {
            return EncodePartial(scores);
        }

        var ranks = new uint[scores.Count];
        var top1 = new List<uint>(scores.Count);
        var top1LogProb = new List<uint>(scores.Count);
        for (var t = 0; t < ranks.Length; t++)
        {
            if (IsOwnTop1(scores, t))
            {
                continue;
            }

            if (scores.Rank[t] < 0)
            {
                throw new ArgumentException($"The rank of token {t} is {scores.Rank[t]}; ranks are not negative.", nameof(scores));
            }

            ranks[t] = (uint)scores.Rank[t] + 1;
            top1.Add((uint)scores.Top1[t]);
            top1LogProb.Add(BitConverter.SingleToUInt32Bits(scores.Top1LogProb[t]));
        }

        var columns = new ColumnWriter(16 * (scores.Count + 1));
        columns.Write(MemoryMarshal.Cast<int, uint>(scores.Tokens), IdNoise);
        columns.Write(ranks, RankNoise);
        columns.Write(CollectionsMarshal.AsSpan(top1), IdNoise);
        columns.Write(MemoryMarshal.Cast<float, uint>(scores.LogProb), FloatNoise);
        columns.Write(CollectionsMarshal.AsSpan(top1LogProb), FloatNoise);
        columns.Write(MemoryMarshal.Cast<float, uint>(scores.Entropy), FloatNoise);
        columns.Write(MemoryMarshal.Cast<float, uint>(scores.Variance), FloatNoise);
        return Assemble(scores, columns);
    }

    /// <summary>How many tokens there are, by the checksum and without unpacking them.</summary>
    /// <inheritdoc cref="Decode" path="/exception"/>
    public static int Count(ReadOnlySpan<byte> payload)
    {
        RequireWhole(payload);
        return Length(payload[5..]);
    }

    /// <exception cref="InvalidDataException">The bytes are damaged or in another encoding; the message is a clause without subject.</exception>
    public static TokenScores Decode(ReadOnlySpan<byte> payload)
    {
        RequireWhole(payload);
        var count = Length(payload[5..]);
        var plainLength = Length(payload[9..]);
        var packedLength = Length(payload[13..]);
        var traits = Length(payload[17..]);
        int? first = (traits & 1) == 0 ? null : BinaryPrimitives.ReadInt32LittleEndian(payload[21..]);
        var body = payload[HeaderLength..];
        if (plainLength > body.Length)
        {
            throw new InvalidDataException("it ends too early");
        }

        if (count > body.Length + FreeTokens || packedLength > (sizeof(uint) * (long)count + 1) * MostColumns)
        {
            throw new InvalidDataException("it claims more tokens than it can hold");
        }

        var packed = new byte[packedLength];
        if (!BrotliDecoder.TryDecompress(body[plainLength..], packed, out var written) || written != packedLength)
        {
            throw new InvalidDataException("it cannot be decompressed");
        }

        var columns = new ColumnReader(body[..plainLength], packed);
        var read = payload[0] == Version ? ReadColumns(columns, count, first) : ReadPartial(columns, count, first, (ScoreColumns)(traits >> ColumnsShift));
        var unscoredBytes = (traits >> 1) & MostUnscoredBytes;
        return unscoredBytes > 0 ? read.WithUnscoredBytes(unscoredBytes) : read;
    }

    private static void RequireWhole(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < HeaderLength)
        {
            throw new InvalidDataException("it ends too early");
        }

        if (payload[0] is not (Version or PartialVersion))
        {
            throw new InvalidDataException($"its encoding is {payload[0]}, this program knows {Version} and {PartialVersion}");
        }

        if (Crc32C.Of(payload[5..]) != BinaryPrimitives.ReadUInt32LittleEndian(payload[1..]))
        {
            throw new InvalidDataException("its checksum does not match");
        }
    }

    private static TokenScores ReadColumns(ColumnReader columns, int count, int? first)
    {
        var tokens = ReadNumbers(ref columns, count, IdNoise);
        var ranks = columns.Read(count, RankNoise);
        var others = count - ranks.Count(0u);
        var otherTop1 = columns.Read(others, IdNoise);
        var logProb = ReadFloats(ref columns, count);
        var otherTop1LogProb = ReadFloats(ref columns, others);
        var entropy = ReadFloats(ref columns, count);
        var variance = ReadFloats(ref columns, count);
        if (!columns.AtEnd)
        {
            throw new InvalidDataException("it is longer than its contents");
        }

        var (rank, top1, top1LogProb) = (new int[count], new int[count], new float[count]);
        for (int t = 0, other = 0; t < count; t++)
        {
            (rank[t], top1[t], top1LogProb[t]) = ranks[t] == 0
                ? (1, tokens[t], logProb[t])
                : ((int)(ranks[t] - 1), (int)otherTop1[other], otherTop1LogProb[other++]);
        }

        return new TokenScores(tokens, logProb, rank, top1, top1LogProb, entropy, variance, first);
    }

    private static byte[] EncodePartial(TokenScores scores)
    {
        if (scores.Columns.HasFlag(ScoreColumns.Moments))
        {
            throw new ArgumentException("Entropy and variance come with whole distributions, and so with every other column.", nameof(scores));
        }

        var columns = new ColumnWriter(8 * (scores.Count + 1));
        columns.Write(MemoryMarshal.Cast<int, uint>(scores.Tokens), IdNoise);
        columns.Write(MemoryMarshal.Cast<float, uint>(scores.LogProb), FloatNoise);
        if (scores.Columns.HasFlag(ScoreColumns.Rank))
        {
            columns.Write(MemoryMarshal.Cast<int, uint>(scores.Rank), RankNoise);
        }

        if (scores.Columns.HasFlag(ScoreColumns.Top1))
        {
            columns.Write(MemoryMarshal.Cast<int, uint>(scores.Top1), IdNoise);
            columns.Write(MemoryMarshal.Cast<float, uint>(scores.Top1LogProb), FloatNoise);
        }

        if (scores.Columns.HasFlag(ScoreColumns.Bounds))
        {
            columns.Write(MemoryMarshal.Cast<float, uint>(scores.High), FloatNoise);
        }

        return Assemble(scores, columns);
    }

    private static TokenScores ReadPartial(ColumnReader columns, int count, int? first, ScoreColumns known)
    {
        var tokens = ReadNumbers(ref columns, count, IdNoise);
        var logProb = ReadFloats(ref columns, count);
        var rank = known.HasFlag(ScoreColumns.Rank) ? ReadNumbers(ref columns, count, RankNoise) : null;
        (int[], float[])? top1 = known.HasFlag(ScoreColumns.Top1) ? (ReadNumbers(ref columns, count, IdNoise), ReadFloats(ref columns, count)) : null;
        var high = known.HasFlag(ScoreColumns.Bounds) ? ReadFloats(ref columns, count) : null;
        if (!columns.AtEnd)
        {
            throw new InvalidDataException("it is longer than its contents");
        }

        return high is not null && rank is not null
            ? TokenScores.OfBounds(tokens, logProb, high, rank)
            : TokenScores.OfLogProbs(tokens, logProb, first, rank, top1);
    }

    private static int[] ReadNumbers(ref ColumnReader columns, int count, int noise) => MemoryMarshal.Cast<uint, int>(columns.Read(count, noise)).ToArray();

    private static float[] ReadFloats(ref ColumnReader columns, int count) =>
        MemoryMarshal.Cast<uint, float>(columns.Read(count, FloatNoise)).ToArray();

    /// <summary>The token is the most likely one, so that its top-1 columns repeat what is known.</summary>
    private static bool IsOwnTop1(TokenScores scores, int t) => scores.Rank[t] == 1 && scores.Top1[t] == scores.Tokens[t]
        && BitConverter.SingleToInt32Bits(scores.Top1LogProb[t]) == BitConverter.SingleToInt32Bits(scores.LogProb[t]);

    private static byte[] Assemble(TokenScores scores, ColumnWriter columns)
    {
        var compressed = new byte[BrotliEncoder.GetMaxCompressedLength(columns.Packed.Length)];
        if (!BrotliEncoder.TryCompress(columns.Packed, compressed, out var compressedLength, Quality, WindowBits))
        {
            throw new InvalidOperationException("The compressor needs more room than its own upper bound.");
        }

        var payload = new byte[HeaderLength + columns.Plain.Length + compressedLength];
        payload[0] = scores.Columns == ScoreColumns.All ? Version : PartialVersion;
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(5), scores.Count);
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(9), columns.Plain.Length);
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(13), columns.Packed.Length);
        var columnTraits = scores.Columns == ScoreColumns.All ? 0 : (int)scores.Columns << ColumnsShift;
        var unscoredBytes = scores.UnscoredBytes is { } bytes and <= MostUnscoredBytes ? bytes << 1 : 0;
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(17), columnTraits | unscoredBytes | (scores.UnscoredFirstToken is null ? 0 : 1));
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(21), scores.UnscoredFirstToken ?? 0);
        columns.Plain.CopyTo(payload.AsSpan(HeaderLength));
        compressed.AsSpan(0, compressedLength).CopyTo(payload.AsSpan(HeaderLength + columns.Plain.Length));
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(1), Crc32C.Of(payload.AsSpan(5)));
        return payload;
    }

    private static int Length(ReadOnlySpan<byte> bytes)
    {
        var value = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        return value >= 0 ? value : throw new InvalidDataException("a length is negative");
    }
}
