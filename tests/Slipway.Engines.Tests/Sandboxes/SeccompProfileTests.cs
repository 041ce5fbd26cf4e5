using Slipway.Engines.Sandboxes;

namespace Slipway.Engines.Tests.Sandboxes;

public sealed class SeccompProfileTests
{
    [Theory]
    [InlineData("bpf")]
    [InlineData("kexec_load")]
    [InlineData("finit_module")]
    [InlineData("open_by_handle_at")]
    [InlineData("userfaultfd")]
    [InlineData("io_uring_setup")]
    [InlineData("perf_event_open")]
    [InlineData("quotactl")]
    [InlineData("syslog")]
    [InlineData("request_key")]
    [InlineData("socketcall")]
    [InlineData("iopl")]
    [InlineData("init_module")]
    public void What_reaches_past_the_namespaces_is_refused(string name)
    {
        Assert.DoesNotContain(name, SeccompProfile.Names());
    }

    [Theory]
    [InlineData("mount")]
    [InlineData("pivot_root")]
    [InlineData("unshare")]
    [InlineData("setns")]
    [InlineData("inotify_init1")]
    [InlineData("clone3")]
    public void What_containers_inside_need_is_allowed(string name)
    {
        Assert.Contains(name, SeccompProfile.Names());
    }

    [Theory]
    [InlineData(0x5000940eUL, false)] // BTRFS_IOC_SUBVOL_CREATE
    [InlineData(0x50009418UL, false)] // BTRFS_IOC_SUBVOL_CREATE_V2
    [InlineData(0x1_5000940eUL, false)] // the same with a bit that the kernel ignores
    [InlineData(0x4008941aUL, false)] // BTRFS_IOC_SUBVOL_SETFLAGS
    [InlineData(0x9408UL, false)] // BTRFS_IOC_SYNC
    [InlineData(0x80089418UL, false)] // BTRFS_IOC_START_SYNC
    [InlineData(0x40089416UL, false)] // BTRFS_IOC_WAIT_SYNC
    [InlineData(0xc0c89425UL, false)] // BTRFS_IOC_SET_RECEIVED_SUBVOL
    [InlineData(0x5412UL, false)] // TIOCSTI
    [InlineData(0x1_00005412UL, false)] // the same with a bit that the kernel ignores
    [InlineData(0x541cUL, false)] // TIOCLINUX
    [InlineData(0x40089419UL, true)] // BTRFS_IOC_SUBVOL_GETFLAGS, but for its direction
    [InlineData(0x5413UL, true)] // TIOCGWINSZ
    [InlineData(0x5401UL, true)] // TCGETS
    [InlineData(0x40049409UL, true)] // FICLONE
    public void Making_subvolumes_and_typing_for_others_is_refused_and_other_requests_pass(ulong request, bool passes)
    {
        var rules = SeccompProfile.Create(allow32Bit: false, allowPacketRings: false).Syscalls.Where(rule => rule.Names.Contains("ioctl"));
        Assert.Equal(passes, rules.Any(rule => (request & rule.Args[0].Value) == rule.Args[0].ValueTwo));
    }

    [Theory]
    [InlineData("fsync")]
    [InlineData("fdatasync")]
    [InlineData("sync")]
    [InlineData("syncfs")]
    public void Waiting_for_the_disk_succeeds_without_being_done(string name)
    {
        var rule = Assert.Single(SeccompProfile.Create(allow32Bit: false, allowPacketRings: false).Syscalls, rule => rule.Names.Contains(name));
        Assert.Equal("SCMP_ACT_ERRNO", rule.Action);
        Assert.Equal(0u, rule.ErrnoRet);
    }

    [Theory]
    [InlineData("add_key")]
    [InlineData("keyctl")]
    [InlineData("request_key")]
    public void The_kernel_is_one_without_keys(string name)
    {
        var rule = Assert.Single(SeccompProfile.Create(allow32Bit: false, allowPacketRings: false).Syscalls, rule => rule.Names.Contains(name));
        Assert.Equal("SCMP_ACT_ERRNO", rule.Action);
        Assert.Equal(38u, rule.ErrnoRet);
    }

    [Theory]
    [InlineData(263, 5, false)] // PACKET_RX_RING
    [InlineData(263, 13, false)] // PACKET_TX_RING
    [InlineData(263, 18, false)] // PACKET_FANOUT
    [InlineData(0x1_00000107, 5, false)] // the same with a bit that the kernel ignores
    [InlineData(263, 0x1_00000005, false)]
    [InlineData(263, 1, true)] // PACKET_ADD_MEMBERSHIP
    [InlineData(263, 10, true)] // PACKET_VERSION
    [InlineData(1, 5, true)] // SO_DONTROUTE
    [InlineData(1, 13, true)] // SO_LINGER
    [InlineData(6, 18, true)] // TCP_USER_TIMEOUT
    public void Rings_and_fan_out_of_packet_sockets_are_refused_and_other_options_pass(ulong level, ulong option, bool passes)
    {
        var rules = SeccompProfile.Create(allow32Bit: false, allowPacketRings: false).Syscalls.Where(rule => rule.Names.Contains("setsockopt"));
        Assert.Equal(passes, rules.Any(rule => rule.Args.All(argument => ((argument.Index == 1 ? level : option) & argument.Value) == argument.ValueTwo)));
    }

    [Fact]
    public void Rings_are_allowed_where_the_settings_say_so_and_fan_out_is_not()
    {
        var rules = SeccompProfile.Create(allow32Bit: false, allowPacketRings: true).Syscalls.Where(rule => rule.Names.Contains("setsockopt")).ToList();
        bool Passes(ulong option) => rules.Any(rule => rule.Args.All(argument => ((argument.Index == 1 ? 263 : option) & argument.Value) == argument.ValueTwo));
        Assert.True(Passes(5));
        Assert.True(Passes(13));
        Assert.False(Passes(18));
    }

    [Theory]
    [InlineData("mmap", 3, 0x40022)] // MAP_HUGETLB, MAP_ANONYMOUS, MAP_PRIVATE
    [InlineData("memfd_create", 1, 4)] // MFD_HUGETLB
    [InlineData("shmget", 2, 0x800)] // SHM_HUGETLB
    public void There_is_no_huge_page_and_what_asks_for_none_passes(string name, uint index, ulong flags)
    {
        var rules = SeccompProfile.Create(allow32Bit: false, allowPacketRings: false).Syscalls.Where(rule => rule.Names.Contains(name)).ToList();
        string Answer(ulong value) => Assert.Single(rules, rule => rule.Args[0].Index == index && (value & rule.Args[0].Value) == rule.Args[0].ValueTwo).Action;

        Assert.Equal("SCMP_ACT_ERRNO", Answer(flags));
        Assert.Equal("SCMP_ACT_ALLOW", Answer(0x22 & ~flags));
        Assert.Equal(12u, rules.Single(rule => rule.Action == "SCMP_ACT_ERRNO").ErrnoRet);
    }

    [Theory]
    [InlineData(1, 0, true)] // Unix
    [InlineData(2, 0, true)] // IPv4
    [InlineData(10, 0, true)] // IPv6
    [InlineData(17, 0, true)] // packets
    [InlineData(16, 0, true)] // netlink: routes
    [InlineData(16, 12, true)] // netlink: netfilter
    [InlineData(16, 6, false)] // netlink: IPsec
    [InlineData(38, 0, false)] // cryptography
    [InlineData(40, 0, false)] // hypervisor
    [InlineData(30, 0, false)] // TIPC
    public void Only_the_families_of_sockets_that_containers_need_are_allowed(ulong family, ulong protocol, bool passes)
    {
        var rules = SeccompProfile.Create(allow32Bit: false, allowPacketRings: false).Syscalls.Where(rule => rule.Names.Contains("socket"));
        Assert.Equal(passes, rules.Any(rule => rule.Args.All(argument => argument.Value == (argument.Index == 0 ? family : protocol))));
    }

    [Fact]
    public void Programs_of_32_bits_make_sockets_that_no_filter_sees_and_do_not_run_unless_allowed()
    {
        Assert.Single(SeccompProfile.Create(allow32Bit: false, allowPacketRings: false).Architectures);
        Assert.Equal(2, SeccompProfile.Create(allow32Bit: true, allowPacketRings: false).Architectures.Count);
    }

    [Fact]
    public void Only_capabilities_in_the_bounding_set_are_asked_for()
    {
        var names = CapabilitySet.Parse(["Name:\tx", "CapBnd:\t000001fffeffffff"]);
        Assert.Contains("CAP_SYS_ADMIN", names);
        Assert.DoesNotContain("CAP_SYS_RESOURCE", names);
        Assert.Equal(40, names.Count);
    }
}
