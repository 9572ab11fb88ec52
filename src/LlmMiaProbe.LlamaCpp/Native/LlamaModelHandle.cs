using Microsoft.Win32.SafeHandles;

namespace LlmMiaProbe.LlamaCpp.Native;

/// <summary>Owns a <c>llama_model</c>.</summary>
internal sealed class LlamaModelHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public LlamaModelHandle(nint model)
        : base(ownsHandle: true) => SetHandle(model);

    protected override bool ReleaseHandle()
    {
        NativeMethods.llama_model_free(handle);
        return true;
    }
}
