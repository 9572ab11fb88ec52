using System.Security.Cryptography;
using LlmMiaProbe.Files;
using LlmMiaProbe.Local.Gguf;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Local.Adapters;

/// <summary>An adapter that fits its model.</summary>
/// <param name="File">Its header.</param>
/// <param name="Shard">The file as it was when its header was checked.</param>
/// <param name="Record">How it is put on record.</param>
internal sealed record ReadAdapter(GgufFile File, ReadShard Shard, AppliedAdapter Record)
{
    /// <summary>Whether it holds weights of 16 bits, which computing in 32 bits widens.</summary>
    public bool Has16Bits => File.Tensors.Any(tensor => tensor.Type.Name is "F16" or "BF16");

    /// <summary>Checks the adapters of a model.</summary>
    /// <param name="adapters">In order.</param>
    /// <param name="model">The model, which can be scored.</param>
    /// <param name="architecture">Its architecture.</param>
    /// <param name="hash">SHA-256 of a file; empty if none is asked for.</param>
    /// <exception cref="PrerequisiteException">A file is missing or may not be read.</exception>
    /// <exception cref="ModelException">One is no adapter for this model.</exception>
    /// <exception cref="ConfigurationException">A scale is no number or 0, or two are the same adapter.</exception>
    public static IReadOnlyList<ReadAdapter> All(IReadOnlyList<LoraAdapter> adapters, GgufModel model, string architecture, Func<string, string> hash)
    {
        LoraAdapter.RequireDistinct("--lora", adapters);
        var read = new List<ReadAdapter>();
        foreach (var adapter in adapters)
        {
            if (!LoraAdapter.IsScale(adapter.Scale))
            {
                throw new ConfigurationException($"--lora {Path.GetFileName(adapter.File)} has a scale that is 0 or no finite number; expected one "
                    + $"such as 0.5.");
            }

            var file = AdapterCheck.Open(adapter.File, model, architecture);
            var (shard, sha256) = ReadShard.Of(adapter.File, file.Identity, hash);
            if (read.Find(other => AreSame(other, file, sha256)) is { } twin)
            {
                throw new ConfigurationException(
                    $"--lora {file.Name} has the same content as {twin.File.Name}; expected each adapter once: add its scales up into one.");
            }

            read.Add(new ReadAdapter(file, shard, new AppliedAdapter(file.Name, sha256, adapter.Scale)));
        }

        return read;
    }

    // Where no hashes are asked for, as before a run, only files of one length are read.
    private static bool AreSame(ReadAdapter other, GgufFile file, string sha256) => sha256.Length > 0
        ? other.Record.Sha256 == sha256
        : other.File.Length == file.Length && Content(other.File).AsSpan().SequenceEqual(Content(file));

    private static byte[] Content(GgufFile file)
    {
        using var stream = OutsideFile.OpenRead(file.Path);
        return SHA256.HashData(stream);
    }
}
