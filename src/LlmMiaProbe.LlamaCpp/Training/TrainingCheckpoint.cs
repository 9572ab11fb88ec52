using System.Runtime.InteropServices;
using LlmMiaProbe.Files;
using LlmMiaProbe.Local;
using LlmMiaProbe.Lab;

namespace LlmMiaProbe.LlamaCpp.Training;

/// <summary>Where a training stands between two epochs: enough to go on to the same bits as without the pause.</summary>
internal sealed class TrainingCheckpoint
{
    private const string Magic = "mia-probe training checkpoint 1";

    /// <summary>SHA-256 of what decides the result; a checkpoint of other inputs is not gone on with.</summary>
    public required string Inputs { get; init; }

    /// <summary>Steps taken.</summary>
    public required int Step { get; init; }

    /// <summary>One for each epoch that has ended.</summary>
    public required IReadOnlyList<EpochLoss> Losses { get; init; }

    /// <summary>By tensor, in the order of the model.</summary>
    public required IReadOnlyList<float[]> Weights { get; init; }

    public required IReadOnlyList<float[]> First { get; init; }

    public required IReadOnlyList<float[]> Second { get; init; }

    /// <summary>Weights after the epoch with the lowest validation loss; null where that is not asked for.</summary>
    public required IReadOnlyList<float[]>? Best { get; init; }

    /// <exception cref="PrerequisiteException">It cannot be written, as when the disk is full.</exception>
    public void Save(string path) => WholeModelFile.Write(path, part =>
    {
        using var stream = PrivateFile.Create(part);
        using var writer = new BinaryWriter(stream);
        writer.Write(Magic);
        writer.Write(Inputs);
        writer.Write(Step);
        writer.Write(Losses.Count);
        foreach (var loss in Losses)
        {
            writer.Write(loss.Train);
            writer.Write(loss.Validation ?? double.NaN);
        }

        foreach (var tensors in new[] { Weights, First, Second, Best ?? [] })
        {
            writer.Write(tensors.Count);
            foreach (var tensor in tensors)
            {
                writer.Write(tensor.Length);
                writer.Write(MemoryMarshal.AsBytes<float>(tensor));
            }
        }

        writer.Flush();
        stream.Flush(flushToDisk: true);
    });

    /// <returns>Null if there is none, it is damaged, or it belongs to other inputs.</returns>
    public static TrainingCheckpoint? Find(string path, string inputs)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var reader = new BinaryReader(OutsideFile.OpenRead(path));
        try
        {
            if (reader.ReadString() != Magic || reader.ReadString() != inputs)
            {
                return null;
            }

            var step = reader.ReadInt32();
            var losses = Enumerable.Range(0, reader.ReadInt32()).Select(_ => new EpochLoss(reader.ReadDouble(), Known(reader.ReadDouble()))).ToList();
            var (weights, first, second, best) = (ReadTensors(reader), ReadTensors(reader), ReadTensors(reader), ReadTensors(reader));
            return new TrainingCheckpoint
            {
                Inputs = inputs,
                Step = step,
                Losses = losses,
                Weights = weights,
                First = first,
                Second = second,
                Best = best.Count == 0 ? null : best,
            };
        }
        catch (EndOfStreamException)
        {
            return null;
        }
    }

    private static double? Known(double value) => double.IsNaN(value) ? null : value;

    private static List<float[]> ReadTensors(BinaryReader reader) => [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ =>
    {
        var tensor = new float[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(tensor.AsSpan()));
        return tensor;
    })];
}
