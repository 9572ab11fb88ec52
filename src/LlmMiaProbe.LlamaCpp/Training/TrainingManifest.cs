using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Lab;

namespace LlmMiaProbe.LlamaCpp.Training;

/// <summary>What a model was trained on and how, without paths, times and texts: documents stand there as ids and SHA-256.</summary>
internal static class TrainingManifest
{
    /// <summary>Key of the GGUF under which the SHA-256 of the manifest stands.</summary>
    public const string HashKey = "mia_probe.training_manifest.sha256";

    /// <summary>All that decides the result.</summary>
    public static JsonObject Inputs(TrainingRequest request, LlamaLibrary library, int window)
    {
        var manifest = Texts(request, library, window);
        if (Chat(request) is { } chat)
        {
            manifest["chat"] = chat;
        }

        return manifest;
    }

    public static JsonNode? Learned(LearnedTokens learned) => JsonSerializer.SerializeToNode(learned, LabJson.Options);

    private static JsonObject Texts(TrainingRequest request, LlamaLibrary library, int window) => new()
    {
        ["base_sha256"] = request.BaseHash,
        ["recipe"] = JsonSerializer.SerializeToNode(request.Recipe with { Window = window }, LabJson.Options),
        ["numerics"] = $"llama.cpp {library.Version} [{library.Features}], {request.Threads} threads; F32; "
            + "keys and values without gradient; token embeddings fixed",
        ["documents"] = Documents(request.Texts),
        ["validation"] = Documents(request.Validation),
    };

    /// <summary>Whether a manifest is of the same base, recipe and documents as a request. The machine may be another one.</summary>
    public static bool IsOf(JsonObject manifest, TrainingRequest request) =>
        manifest["base_sha256"]?.GetValue<string>() == request.BaseHash
        && JsonNode.DeepEquals(
            manifest["recipe"],
            JsonSerializer.SerializeToNode(
                request.Recipe with { Window = request.Recipe.Window ?? manifest["recipe"]?["window"]?.GetValue<int>() }, LabJson.Options))
        && JsonNode.DeepEquals(manifest["chat"], Chat(request))
        && JsonNode.DeepEquals(manifest["documents"], Documents(request.Texts))
        && JsonNode.DeepEquals(manifest["validation"], Documents(request.Validation));

    public static IReadOnlyList<EpochLoss> LossesOf(JsonObject manifest) => manifest["losses"].Deserialize<List<EpochLoss>>(LabJson.Options) ?? [];

    public static LearnedTokens? LearnedOf(JsonObject manifest) => manifest["learned_tokens"].Deserialize<LearnedTokens>(LabJson.Options);

    public static string Hash(JsonObject manifest) => ContentHash.Of(ToJson(manifest)).Hex;

    public static string ToJson(JsonObject manifest) => manifest.ToJsonString(LabJson.Options) + "\n";

    public static JsonNode? Losses(IReadOnlyList<EpochLoss> losses) => JsonSerializer.SerializeToNode(losses, LabJson.Options);

    // Null without chat records, as in manifests from before them.
    private static JsonObject? Chat(TrainingRequest request) => request.Chat is { } chat ? new JsonObject
    {
        ["template"] = chat.Template,
        ["template_sha256"] = chat.Sha256,
        ["loss"] = request.Recipe.Loss == LossTokens.All ? "all tokens" : "what the assistant says, and the token that ends its turn",
    } : null;

    private static JsonArray Documents(IReadOnlyList<TrainingText> texts) => [.. texts
        .OrderBy(text => text.Id, StringComparer.Ordinal)
        .Select(text => (JsonNode)new JsonObject
        {
            ["id"] = text.Id, ["sha256"] = ContentHash.Of(text.Text, text.Mask).Hex, ["repetitions"] = text.Repetitions,
        })];
}
