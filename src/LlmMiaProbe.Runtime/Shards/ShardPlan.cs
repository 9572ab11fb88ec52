using System.Text.Json;
using System.Text.Json.Serialization;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Storage.Tables;

namespace LlmMiaProbe.Runtime;

/// <summary>
/// A run cut into tasks that need not know of each other: what is asked, of which models, about which documents. It names files by path and
/// neither a key nor a folder of native libraries; whoever works on a task gives those.
/// </summary>
internal sealed record ShardPlan
{
    public const int CurrentFormat = 1;

    private const string Purpose = "shard plan/1";

    public required int Format { get; init; }

    /// <summary>Version of the program that made it, and that must work on it.</summary>
    public required string Program { get; init; }

    /// <summary>The settings of the run, as stores keep them.</summary>
    public required JsonElement Settings { get; init; }

    /// <summary>Documents of the run.</summary>
    public required long Documents { get; init; }

    /// <summary>SHA-256 over their content hashes in order.</summary>
    public required string Digest { get; init; }

    /// <summary>Of the corpus; task n works on the part with the index n.</summary>
    public required IReadOnlyList<RunPart> Parts { get; init; }

    /// <summary>In the order in which the run asks them.</summary>
    public required IReadOnlyList<ShardModel> Models { get; init; }

    /// <summary>What all kinds of machine may be asked about, to see how far apart their answers are; null where answers are texts.</summary>
    public RunPart? Calibration { get; init; }

    /// <summary>How the order of documents is tested; null in other plans.</summary>
    public ExchangeabilitySettings? Order { get; init; }

    /// <summary>What is asked about documents; null in other plans.</summary>
    public ShardQuestions? Questions { get; init; }

    /// <summary>Indices that an array has at most where the tasks run, from 0; Slurm's MaxArraySize.</summary>
    public required int MaxArraySize { get; init; }

    /// <summary>SHA-256 over all else, so that an edited plan is seen.</summary>
    public string Seal { get; init; } = "";

    public RunSettings ReadSettings() => SettingsJson.Read(Settings.GetRawText());

    /// <exception cref="ConfigurationException">The plan has no such model.</exception>
    public ShardModel Require(string role) => Models.FirstOrDefault(model => model.Role == role)
        ?? throw new ConfigurationException(
            $"--role {role}: the plan asks no such model; expected {string.Join(" or ", Models.Select(model => model.Role))}.");

    /// <exception cref="ConfigurationException">The plan has no such task.</exception>
    public RunPart Require(long index) => index >= 0 && index < Parts.Count
        ? Parts[(int)index]
        : throw new ConfigurationException($"the plan has no task {index}: expected 0 to {Parts.Count - 1}.");

    /// <summary>What of its corpus a task works on, or all kinds of machine do.</summary>
    /// <param name="index">Of a task, or <see cref="ShardFolder.Calibration"/>.</param>
    /// <exception cref="ConfigurationException">The plan has no such task.</exception>
    public RunPart PartOf(long index) => index != ShardFolder.Calibration ? Require(index) : Calibration ?? throw new ConfigurationException(
        "--calibrate compares token scores, and the answers of this plan are texts: leave it out.");

    /// <summary>Whether chat records are taken as the texts of their turns.</summary>
    [JsonIgnore]
    public bool TakesPlainTexts => Order is not null || Questions is not null;

    public ShardPlan Sealed() => this with { Seal = SealOf() };

    /// <exception cref="ConfigurationException">It was altered, or was made by another version.</exception>
    public void RequireUsable(string file, string program)
    {
        if (Format != CurrentFormat)
        {
            throw new ConfigurationException($"{file} has the format {Format} of plans, and this program reads {CurrentFormat}: plan anew.");
        }

        if (Program != program)
        {
            throw new ConfigurationException(
                $"{file} was made by version {Program} of mia-probe and this is {program}, whose answers may differ: use that version, or plan anew.");
        }

        if (Seal != SealOf())
        {
            throw new ConfigurationException($"{file} was altered after it was made (its seal does not fit): plan anew in place of editing.");
        }
    }

    private string SealOf()
    {
        using var hash = new FramedHash(Purpose);
        return hash.Add(ShardJson.Write(this with { Seal = "" })).FinishHex();
    }
}

/// <summary>A model that tasks ask.</summary>
/// <param name="Role">Its part in the run.</param>
/// <param name="Name">For people.</param>
/// <param name="Fingerprint">Its identity.</param>
/// <param name="Policy">How it was to be evaluated where the plan was made, see <see cref="IScorer.Policy"/>.</param>
/// <param name="Texts">Texts or windows to ask about.</param>
/// <param name="Tokens">Tokens to feed, those to continue included.</param>
/// <param name="Produced">Tokens to produce, at most.</param>
/// <param name="Seconds">What all of it would take where the plan was made; null if that is not known.</param>
/// <param name="MemoryBytes">While it is evaluated (estimate).</param>
internal sealed record ShardModel(
    string Role, string Name, string Fingerprint, string Policy, long Texts, long Tokens, long Produced, double? Seconds, long MemoryBytes);

/// <summary>What became of a task: one file for each, put into its place when all is done.</summary>
internal sealed record ShardDone
{
    /// <summary>Seal of the plan.</summary>
    public required string Plan { get; init; }

    public required long Index { get; init; }

    public required string Role { get; init; }

    /// <summary>Number of the attempt that finished it, from 0.</summary>
    public required int Restart { get; init; }

    public required long Texts { get; init; }

    /// <summary>Of these, known from earlier attempts.</summary>
    public required long Cached { get; init; }

    /// <summary>Of these, without an answer.</summary>
    public required long Failed { get; init; }

    /// <summary>Continuations that were made.</summary>
    public required long Attempts { get; init; }

    /// <summary>Fed and produced by the last attempt.</summary>
    public required long Tokens { get; init; }

    /// <summary>That it took.</summary>
    public required double Seconds { get; init; }

    public required DateTimeOffset Ended { get; init; }

    /// <summary>How the model was evaluated, see <see cref="IScorer.Policy"/>.</summary>
    public required string Policy { get; init; }

    /// <summary>The stores that hold its answers, those of earlier attempts included.</summary>
    public required IReadOnlyList<ShardStore> Stores { get; init; }
}

/// <summary>What one kind of machine answered about the documents by which machines are compared.</summary>
/// <param name="Plan">Seal of the plan.</param>
/// <param name="Role">Of the model.</param>
/// <param name="Restart">Number of the attempt, from 0.</param>
/// <param name="Policy">How the model was evaluated.</param>
/// <param name="Texts">Texts or windows that it was asked about.</param>
/// <param name="Difference">From the kinds that were calibrated before; null where there was none.</param>
internal sealed record ShardCalibration(string Plan, string Role, int Restart, string Policy, long Texts, NumericDifference? Difference);

/// <summary>How far apart the answers of several engines are about the same texts.</summary>
/// <param name="Texts">Texts or windows that several answered about.</param>
/// <param name="Tokens">Tokens of these, counted for each pair of engines.</param>
/// <param name="Largest">Largest absolute difference of two log-probabilities of one token, nats.</param>
internal sealed record NumericDifference(long Texts, long Tokens, double Largest);

/// <summary>A store of a task.</summary>
/// <param name="File">Its name, without folder.</param>
/// <param name="Sha256">Of the file.</param>
internal sealed record ShardStore(string File, string Sha256);

/// <summary>Why a task ended without being done.</summary>
/// <param name="Plan">Seal of the plan.</param>
/// <param name="Index">Of the task.</param>
/// <param name="Role">Of the model.</param>
/// <param name="Reason">A sentence.</param>
/// <param name="Ended">When.</param>
internal sealed record ShardFailed(string Plan, long Index, string Role, string Reason, DateTimeOffset Ended);

/// <summary>Plans and what became of their tasks, as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ShardPlan))]
[JsonSerializable(typeof(ShardDone))]
[JsonSerializable(typeof(ShardFailed))]
[JsonSerializable(typeof(ShardCalibration))]
[JsonSerializable(typeof(string))]
internal sealed partial class ShardJson : JsonSerializerContext
{
    private const int LongestFile = 64 << 20;

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, typeof(T), Default);

    /// <summary>Null if there is no such file.</summary>
    /// <param name="file">From anybody.</param>
    /// <param name="what">Such as <c>a plan</c>.</param>
    /// <param name="advice">What to do if it is something else.</param>
    /// <exception cref="ConfigurationException">It is something else.</exception>
    /// <exception cref="PrerequisiteException">It may not be read.</exception>
    public static T? Read<T>(string file, string what, string advice)
        where T : class
    {
        if (!File.Exists(file))
        {
            return null;
        }

        Files.OutsideFile.Require(file);
        if (new FileInfo(file).Length > LongestFile)
        {
            throw new ConfigurationException($"{file} is larger than any {what} of mia-probe: {advice}.");
        }

        try
        {
            using var stream = File.OpenRead(file);
            return (T?)JsonSerializer.Deserialize(stream, typeof(T), Default) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new ConfigurationException(
                $"{file} is no {what} of mia-probe{(e.LineNumber is { } line ? $" (line {line + 1})" : "")}: {advice}.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new PrerequisiteException($"{file} cannot be read, as it belongs to somebody else: have its owner give you the permission", e);
        }
    }
}
