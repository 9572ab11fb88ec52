namespace LlmMiaProbe.Local.Tests.Contract;

/// <summary>Tests that use the native library run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class NativeCollection : ICollectionFixture<NativeLibraryFixture>
{
    public const string Name = "native";
}
