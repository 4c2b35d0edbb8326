import { DomainError } from './errors.js';
import { defineLifecycle, toMermaid } from './lifecycle.js';

const door = defineLifecycle({
  name: 'door',
  initial: 'open',
  states: {
    open: { zh: '开', en: 'Open' },
    shut: { zh: '关', en: 'Shut' },
    bricked: { zh: '封', en: 'Bricked up', final: true },
  },
  actions: {
    close: { zh: '关门', en: 'Close', from: ['open'], to: 'shut', by: ['owner'] },
    push: { zh: '推', en: 'Push', from: ['shut'], to: ['open', 'shut'], by: ['owner'] },
    wall: { zh: '封门', en: 'Wall up', from: ['shut', 'open'], to: 'bricked', by: ['system'] },
  },
});

const state = (extra = {}) => ({ zh: '态', en: 'State', ...extra });
const action = (from: string[], to: string, by = ['owner']) => ({ zh: '做', en: 'Do', from, to, by });

describe('lifecycle', () => {
  it('moves by action and refuses what the state does not allow, naming both', () => {
    expect(door.next('open', 'close')).toBe('shut');
    expect(() => door.next('open', 'push', 'open')).toThrow(DomainError);
    try {
      door.next('bricked', 'close');
    } catch (error) {
      expect(error).toMatchObject({
        code: 'ACTION_NOT_AVAILABLE',
        kind: 'conflict',
        params: { state: 'bricked', action: 'close' },
      });
      expect((error as DomainError).text('zh-CN')).toBe('当前状态“封”不能“关门”');
    }
    expect.assertions(4);
  });

  it('asks for a choice where there are several targets', () => {
    expect(door.next('shut', 'push', 'shut')).toBe('shut');
    expect(() => door.next('shut', 'push')).toThrow('door.push leads to open | shut');
    expect(() => door.next('open', 'close', 'bricked')).toThrow('door.close leads to shut');
  });

  it('lists what a state allows', () => {
    expect(door.actionsFrom('shut')).toEqual(['push', 'wall']);
    expect(door.actionsFrom('bricked')).toEqual([]);
    expect(door.isFinal('bricked')).toBe(true);
    expect(door.isState('toString')).toBe(false);
    expect(door.isAction('close')).toBe(true);
  });

  it.each([
    ['cannot be reached', { a: state(), b: state({ final: true }), c: state() }, { go: action(['a', 'c'], 'b') }],
    ['cannot be left', { a: state(), b: state() }, { go: action(['a'], 'b') }],
    ['cannot be left', { a: state() }, { stay: action(['a'], 'a') }],
    ['leaves the final state', { a: state(), b: state({ final: true }) }, { go: action(['a', 'b'], 'b') }],
    ['unknown state', { a: state({ final: true }) }, { go: action(['a'], 'z') }],
    ['nobody may', { a: state(), b: state({ final: true }) }, { go: action(['a'], 'b', []) }],
  ])('does not start when a state %s', (message, states, actions) => {
    expect(() => defineLifecycle({ name: 'x', initial: 'a', states, actions } as never)).toThrow(message);
  });

  it('draws itself', () => {
    expect(toMermaid(door, 'zh')).toContain('  open --> shut: 关门');
    expect(toMermaid(door, 'en')).toContain('  bricked --> [*]');
  });
});
