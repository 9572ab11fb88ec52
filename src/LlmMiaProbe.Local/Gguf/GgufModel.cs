using System.Globalization;
using System.Text.RegularExpressions;

namespace LlmMiaProbe.Local.Gguf;

/// <summary>A model on disk: one GGUF file, or the first of a set whose names end in -00001-of-00003.gguf, with all its shards.</summary>
public sealed partial class GgufModel
{
    private GgufModel(IReadOnlyList<GgufFile> shards)
    {
        Shards = shards;
        Tensors = [.. shards.SelectMany(shard => shard.Tensors)];
    }

    public IReadOnlyList<GgufFile> Shards { get; }

    /// <summary>The file that carries the model's metadata and is handed to the native loader.</summary>
    public GgufFile First => Shards[0];

    public GgufMetadata Metadata => First.Metadata;

    /// <summary>Tensors of all shards.</summary>
    public IReadOnlyList<GgufTensor> Tensors { get; }

    /// <summary>Bytes on disk, all shards.</summary>
    public long TotalSize => Shards.Sum(shard => shard.Length);

    /// <exception cref="PrerequisiteException">A file is missing, is a folder or may not be read.</exception>
    /// <exception cref="ModelException">A file is not a complete, consistent GGUF file, or the shards do not belong together.</exception>
    public static GgufModel Open(string path)
    {
        GgufFile first = GgufFile.Open(path);
        ushort count = first.Metadata.UInt16("split.count") ?? 0;
        return count > 1 ? OpenShards(first, count) : new GgufModel([first]);
    }

    /// <summary>Everything the native loader would refuse or end the process on, as far as the header shows it.</summary>
    /// <param name="release">What is going to load it.</param>
    /// <exception cref="ModelException">The model cannot be scored; the sentence says why.</exception>
    public GgufSummary RequireScorable(GgufRelease release) => GgufModelCheck.Run(this, release);

    /// <summary>Its tokenizer, for which a file needs no weights.</summary>
    /// <param name="release">What is going to load it.</param>
    /// <exception cref="ModelException">There is none, or the native loader would refuse it; the sentence says why.</exception>
    public GgufTokenizer RequireTokenizer(GgufRelease release) => GgufModelCheck.RequireTokenizer(this, release);

    private static GgufModel OpenShards(GgufFile first, int count)
    {
        Match match = ShardName().Match(first.Path);
        ushort number = first.Metadata.UInt16("split.no")
            ?? throw new ModelException($"{first.Name} is part of a split model and lacks the key 'split.no': split the model again");
        string firstName = match.Success ? Path.GetFileName(ShardPath(match.Groups[1].Value, 0, count)) : "its first part";
        RequireNotJoined(first, count);
        if (number != 0)
        {
            throw new ModelException(match.Success
                ? FormattableString.Invariant($"{first.Name} is part {number + 1} of {count}: give the first part, {firstName}")
                : FormattableString.Invariant(
                    $"{first.Name} is part {number + 1} of {count}, and its name does not end in -{number + 1:D5}-of-{count:D5}.gguf, by which parts find ")
                    + Renaming(first, count) + ", and give the first");
        }

        if (!match.Success || ShardPath(match.Groups[1].Value, 0, count) != first.Path)
        {
            throw new ModelException(
                FormattableString.Invariant($"{first.Name} is the first of {count} parts, and its name does not end in -00001-of-{count:D5}.gguf, ")
                + "by which parts find "
                + Renaming(first, count));
        }

        List<GgufFile> shards = [first];
        for (int index = 1; index < count; index++)
        {
            GgufFile shard = GgufFile.Open(ShardPath(match.Groups[1].Value, index, count));
            if (shard.Metadata.UInt16("split.no") is var stated && stated != index)
            {
                throw new ModelException(
                    FormattableString.Invariant(
                        $"{shard.Name} says it is part {stated + 1}, and its name says part {index + 1}: copy or download the parts again"));
            }

            shards.Add(shard);
        }

        GgufModel model = new(shards);
        RequireTensors(model);
        return model;
    }

    /// <summary>Another header behind the tensors of a part: parts do not make a whole so, and of the file only the first part would be seen.</summary>
    private static void RequireNotJoined(GgufFile part, int count)
    {
        // A part without tensors ends where its header does, up to one padding before the place of the first.
        long end = part.Tensors.Count == 0
            ? Math.Max(0, part.DataOffset - part.Alignment)
            : part.DataOffset + part.Tensors.Max(tensor => tensor.Offset + tensor.ByteSize);
        if (part.HasHeaderFrom(end, (end + part.Alignment - 1) / part.Alignment * part.Alignment + part.Alignment))
        {
            throw new ModelException(
                FormattableString.Invariant(
                    $"{part.Name} is part {(part.Metadata.UInt16("split.no") ?? 0) + 1} of {count} and {part.Length - end:N0} bytes longer than its ")
                + "tensors, with another part in them: "
                + "parts cannot be joined byte after byte; download them again and give the first, or merge them with llama.cpp's llama-gguf-split --merge");
        }
    }

    /// <summary>How parts are to be called, in words that follow "by which parts find".</summary>
    private static string Renaming(GgufFile part, int count)
    {
        string name = Path.GetFileNameWithoutExtension(part.Name);
        return FormattableString.Invariant($"each other: name the parts {name}-00001-of-{count:D5}.gguf to {name}-{count:D5}-of-{count:D5}.gguf");
    }

    private static void RequireTensors(GgufModel model)
    {
        string? twice = model.Tensors.GroupBy(tensor => tensor.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null)
        {
            throw new ModelException($"{model.First.Name} and its other parts hold the tensor {Quoted.Of(twice)} twice: copy or download the parts again");
        }

        int announced = model.Metadata.Int32("split.tensors.count")
            ?? throw new ModelException($"{model.First.Name} is part of a split model and lacks the key 'split.tensors.count': split the model again");
        if (announced != model.Tensors.Count)
        {
            throw new ModelException(
                FormattableString.Invariant(
                    $"{model.First.Name} announces {announced:N0} tensors in {model.Shards.Count} parts, and they hold {model.Tensors.Count:N0}: ")
                + "copy or download the parts again");
        }
    }

    private static string ShardPath(string prefix, int index, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}-{index + 1:D5}-of-{count:D5}.gguf");

    [GeneratedRegex(@"\A(.+)-[0-9]{5}-of-[0-9]{5}\.gguf\z", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex ShardName();
}
