using System.Text;

namespace LlmMiaProbe.Testing.Models;

/// <summary>The predictions of scripted models: a hash of the model's name and the token before, so that equal inputs give equal bits.</summary>
public static class ScriptedLogits
{
    /// <summary>One logit a token of <see cref="ScriptedModel"/>.</summary>
    public static float[] After(string model, int token)
    {
        var state = Hash(model) + ((uint)token * 0x9E3779B9u);
        var logits = new float[ScriptedModel.Bos];
        for (var v = 0; v < logits.Length; v++)
        {
            state = (state * 1664525u) + 1013904223u;
            logits[v] = (state >> 16) / 16384f;
        }

        return logits;
    }

    // FNV-1a: string.GetHashCode differs from process to process.
    public static uint Hash(string text) => Encoding.UTF8.GetBytes(text).Aggregate(2166136261u, (hash, b) => (hash ^ b) * 16777619u);
}
