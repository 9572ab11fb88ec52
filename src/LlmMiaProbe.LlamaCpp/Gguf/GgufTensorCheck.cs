namespace LlmMiaProbe.LlamaCpp.Gguf;

/// <summary>Conditions on tensors that the native loader takes for granted.</summary>
internal static class GgufTensorCheck
{
    private const string Embedding = "token_embd.weight";

    public static void Run(GgufModel model, GgufHyperparameters parameters, GgufTokenizer tokenizer)
    {
        string file = model.First.Name;
        GgufTensor embedding = model.Tensors.FirstOrDefault(tensor => tensor.Name == Embedding)
            ?? throw new ModelException($"{file} lacks the tensor {Embedding}: it is not a complete model; convert it again with llama.cpp's own tools");
        long rows = embedding.Dimensions.Count > 1 ? embedding.Dimensions[1] : 1;
        if (embedding.Dimensions[0] != parameters.EmbeddingLength || rows != tokenizer.Size)
        {
            throw new ModelException(FormattableString.Invariant(
                $"{file} is damaged: the tensor {Embedding} has the shape {GgufTensorTable.Shape(embedding.Dimensions)} where {parameters.EmbeddingLength:N0} x {tokenizer.Size:N0} is expected: copy or download it again"));
        }
    }
}
