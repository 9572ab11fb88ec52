using LlmMiaProbe.LlamaCpp.Native;

namespace LlmMiaProbe.LlamaCpp.Training;

/// <summary>Stores a model's weights in another type, through the native library.</summary>
public static unsafe class ModelConversion
{
    /// <summary>Writes a converted copy; it stands under its name only once it is whole.</summary>
    /// <param name="library">The loaded native library.</param>
    /// <param name="source">A GGUF, or the first of its shards. Quantised weights can be converted too; the precision they lost does not come back.</param>
    /// <param name="destination">The file to write.</param>
    /// <param name="type">How to store the weights.</param>
    /// <param name="threads">Native threads.</param>
    /// <exception cref="ModelException">llama.cpp cannot convert the file.</exception>
    /// <exception cref="PrerequisiteException">The file cannot be written.</exception>
    public static void Convert(LlamaLibrary library, string source, string destination, WeightType type, int threads)
    {
        ArgumentNullException.ThrowIfNull(library);
        WholeModelFile.Write(destination, path => Run(source, path, type, threads));
    }

    /// <exception cref="ModelException">llama.cpp cannot convert the file.</exception>
    internal static void Run(string source, string destination, WeightType type, int threads)
    {
        var parameters = NativeMethods.llama_model_quantize_default_params();
        parameters.ftype = (int)type;
        parameters.nthread = threads;
        parameters.allow_requantize = 1;
        NativeLog.TakeErrors();
        if (NativeMethods.llama_model_quantize(source, destination, &parameters) != 0)
        {
            File.Delete(destination);
            throw new ModelException($"{Path.GetFileName(source)} could not be converted to {type}: {string.Join("; ", NativeLog.TakeErrors())}. Check that there is room for it at {Path.GetDirectoryName(Path.GetFullPath(destination))}.");
        }
    }
}
