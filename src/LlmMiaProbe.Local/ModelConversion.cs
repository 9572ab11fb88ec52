using LlmMiaProbe.Local.Gguf;

namespace LlmMiaProbe.Local;

/// <summary>Stores a model's weights in another type, through the native library.</summary>
public static class ModelConversion
{
    /// <summary>Writes a converted copy; it stands under its name only once it is whole.</summary>
    /// <param name="engine">Converts it.</param>
    /// <param name="source">A GGUF, or the first of its shards. Quantised weights can be converted too; the precision they lost does not come back.</param>
    /// <param name="destination">The file to write.</param>
    /// <param name="type">How to store the weights.</param>
    /// <param name="threads">Native threads.</param>
    /// <exception cref="ModelException">llama.cpp cannot convert the file.</exception>
    /// <exception cref="PrerequisiteException">The file cannot be written.</exception>
    public static void Convert(ILlamaEngine engine, string source, string destination, WeightType type, int threads)
    {
        ArgumentNullException.ThrowIfNull(engine);
        foreach (var shard in GgufModel.Open(source).Shards)
        {
            GgufWeightScan.RequireSoundFile(shard.Path);
        }

        WholeModelFile.Write(destination, path =>
        {
            if (engine.Convert(source, path, type, threads) is { } reason)
            {
                throw new ModelException(
                    $"{Path.GetFileName(source)} could not be converted to {type}: {reason}. "
                    + $"Check that there is room for it at {Path.GetDirectoryName(Path.GetFullPath(destination))}.");
            }
        });
    }
}
