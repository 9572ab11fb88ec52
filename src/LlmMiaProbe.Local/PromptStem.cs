namespace LlmMiaProbe.Local;

/// <summary>The sequence in which prompts are decoded, one after the other, each by itself.</summary>
internal sealed class PromptStem(ILlamaContext context, int sequence, int contextTokens, int? bos)
{
    private int[]? _prompt;
    private float[] _logits = [];

    public int Sequence => sequence;

    /// <summary>Counts prompts: two equal numbers mean the same prompt.</summary>
    public int Number { get; private set; }

    /// <summary>Tokens in the sequence, BOS included.</summary>
    public int Length { get; private set; }

    /// <summary>Tokens that can follow: the last one need not be fed.</summary>
    public int Room => contextTokens - Length + 1;

    /// <summary>The prediction of what follows the prompt.</summary>
    public ReadOnlySpan<float> Logits => _logits;

    /// <summary>Decodes a prompt, unless it is the one that was decoded last.</summary>
    /// <exception cref="ModelException">There is nothing to continue, or no room for a token.</exception>
    public void Hold(int[] prompt)
    {
        if (_prompt is { } held && held.AsSpan().SequenceEqual(prompt))
        {
            return;
        }

        int[] inputs = bos is { } id ? [id, .. prompt] : prompt;
        if (inputs.Length == 0 || inputs.Length > contextTokens)
        {
            throw new ModelException(inputs.Length == 0
                ? "the prompt has no token"
                : $"the prompt of {inputs.Length} tokens leaves no room in the context of {contextTokens}");
        }

        _prompt = null;
        context.TryForget(sequence, 0);
        for (var i = 0; i < inputs.Length; i++)
        {
            if (context.IsBatchFull)
            {
                context.Decode();
            }

            context.Add(inputs[i], i, sequence, output: i == inputs.Length - 1);
        }

        _logits = context.Decode()[0].ToArray();
        (_prompt, Length) = (prompt, inputs.Length);
        Number++;
    }
}
