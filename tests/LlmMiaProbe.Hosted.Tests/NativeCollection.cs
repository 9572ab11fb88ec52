namespace LlmMiaProbe.Hosted.Tests;

/// <summary>Tests that use the native library run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class NativeCollection
{
    public const string Name = "native";
}
