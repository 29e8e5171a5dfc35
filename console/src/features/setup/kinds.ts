/** What a device can be registered as, and what it can watch; named in `setupWords`. */
export const KINDS = ['camera', 'door', 'ir_motion', 'smoke', 'barrier', 'sensor'] as const;
export const ZONES = [
  'gate',
  'lift',
  'lobby',
  'door',
  'staff_door',
  'passage',
  'stair',
  'fire_lane',
  'perimeter',
  'facade',
  'bedroom',
  'kitchen',
  'bathroom',
] as const;
