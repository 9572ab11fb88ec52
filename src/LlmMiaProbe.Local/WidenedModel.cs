using LlmMiaProbe.Files;

namespace LlmMiaProbe.Local;

/// <summary>
/// A temporary copy of a 16-bit model with 32-bit weights. The values are the same; the difference is in the arithmetic: on most
/// CPUs the native library rounds activations to 16 bits before it multiplies them with 16-bit weights, which moves
/// log-probabilities by up to 1e-2 nats and makes a batch of one token differ from a larger one. With 32-bit weights it
/// agrees with a double-precision implementation to 3e-5 nats.
/// </summary>
internal sealed class WidenedModel : IDisposable
{
    private WidenedModel(string path) => Path = path;

    public string Path { get; }

    /// <param name="engine">Converts it.</param>
    /// <param name="files">The GGUF with F16 or BF16 weights, or its shards in order.</param>
    /// <param name="size">Bytes on disk of all of them.</param>
    /// <param name="threads">Native threads.</param>
    /// <exception cref="PrerequisiteException">The temporary folder has no room.</exception>
    /// <exception cref="ModelException">llama.cpp cannot convert the file.</exception>
    public static WidenedModel Create(ILlamaEngine engine, IReadOnlyList<string> files, long size, int threads)
    {
        var room = MachineRoom.Now();
        room.Require(new RoomNeeds(System.IO.Path.GetFileName(files[0]), Memory: 0, TemporaryDisk: 2 * size));
        var copies = TemporaryCopies.OfUser;
        copies.Sweep();

        // Under the model's own name, which is what messages give.
        var name = System.IO.Path.GetFileName(files[0]);
        var copy = new WidenedModel(System.IO.Path.Combine(copies.Begin(), name));
        try
        {
            // The library writes into the file that is there, which nobody else may read.
            PrivateFile.Touch(copy.Path);
            return engine.Convert(files[0], copy.Path, WeightType.F32, threads) is { } reason
                ? throw new ModelException($"{name} could not be widened to 32-bit weights: {copy.WithoutPath(reason)}. Use --no-widen.")
                : copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    /// <summary>What a library says of the copy, as said of the model.</summary>
    public string WithoutPath(string text) => text.Replace(Path, System.IO.Path.GetFileName(Path), StringComparison.Ordinal);

    public void Dispose()
    {
        if (System.IO.Path.GetDirectoryName(Path) is { } folder && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
