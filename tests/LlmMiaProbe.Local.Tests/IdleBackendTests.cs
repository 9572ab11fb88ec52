using LlmMiaProbe.Local.Tests.Gguf;

namespace LlmMiaProbe.Local.Tests;

public sealed class IdleBackendTests
{
    [Theory]
    [InlineData("libcudart.so.13", "install the runtime libraries of CUDA 13 and name their folder in LD_LIBRARY_PATH")]
    [InlineData("libcublas.so.12", "install the runtime libraries of CUDA 12 and name their folder in LD_LIBRARY_PATH")]
    [InlineData("libcuda.so.1", "install the NVIDIA driver, which brings it")]
    [InlineData("libvulkan.so.1", "install the Vulkan loader (libvulkan1) and the driver of the GPU")]
    public void A_missing_runtime_library_is_named_in_one_sentence(string library, string remedy)
    {
        // As glibc's loader says it, through .NET.
        var error = $"Unable to load shared library '/opt/native/libggml-cuda.so' or one of its dependencies. In order to help diagnose loading problems, consider using a tool like strace.\n{library}: cannot open shared object file: No such file or directory\n";
        Assert.Equal($"libggml-cuda.so cannot be used because {library} is missing: {remedy}.", IdleBackends.Explain("libggml-cuda.so", "cuda", error));
    }

    [Fact]
    public void A_backend_that_loads_and_finds_nothing_points_at_the_driver() =>
        Assert.Contains("loads but finds no vulkan device", IdleBackends.Explain("libggml-vulkan.so", "vulkan", null), StringComparison.Ordinal);

    [Fact]
    public void Any_other_error_is_quoted() =>
        Assert.Equal("libggml-cuda.so cannot be used: wrong ELF class", IdleBackends.Explain("libggml-cuda.so", "cuda", "wrong ELF class\n"));

    [Fact]
    public void Only_gpu_backends_without_a_device_are_reported()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "libggml-cuda.so", "libggml-vulkan.so", "libggml-cpu-haswell.so", "libggml-base.so", "libllama.so", "_nlcBuildMetadata.json" })
        {
            File.WriteAllText(folder[name], "no library");
        }

        Assert.StartsWith("libggml-vulkan.so cannot be used: ", Assert.Single(IdleBackends.Find(folder.FullName, ["CPU (some)", "CUDA0 (a GPU)"])), StringComparison.Ordinal);
        Assert.Empty(IdleBackends.Find(folder.FullName, ["CUDA0 (a GPU)", "Vulkan0 (a GPU)"]));
    }
}
