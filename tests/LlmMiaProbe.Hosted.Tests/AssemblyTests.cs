using System.Reflection;

namespace LlmMiaProbe.Hosted.Tests;

public sealed class AssemblyTests
{
    [Fact]
    public void Endpoint_clients_know_no_other_adapter()
    {
        var references = Assembly.Load("LlmMiaProbe.Hosted").GetReferencedAssemblies().Select(reference => reference.Name ?? "");
        Assert.DoesNotContain(references, name => name.StartsWith("LlmMiaProbe.", StringComparison.Ordinal) && name != "LlmMiaProbe.Core");
    }
}
